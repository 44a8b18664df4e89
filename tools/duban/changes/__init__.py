"""What changed in a book: its past, the trend, differences in sentences; takes status and below."""
