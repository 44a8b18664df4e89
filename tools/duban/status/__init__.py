"""What a book means on a day: lights, limits, figures, past, changes; takes records and below."""
