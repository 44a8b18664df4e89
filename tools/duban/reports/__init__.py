"""Results for people and programs: tables, text, CSV, JSON, Word. Imports status and below."""
