"""The pages and feeds that leaders browse, from a loaded book and its past. Imports reports, rules, storage and below."""
