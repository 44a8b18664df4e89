"""Results in the form people and programs read: tables, text, CSV, JSON, Word. Imports status and below, neither rules nor storage."""
