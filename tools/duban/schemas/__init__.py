"""The JSON schemas of records, and findings on what does not fit. Imports documents and below."""
