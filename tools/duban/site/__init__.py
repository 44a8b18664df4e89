"""Pages and feeds of a loaded book and its past. Imports reports, rules, storage and below."""
