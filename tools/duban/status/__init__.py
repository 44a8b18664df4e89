"""What a book means on a day: lights, limits, figures; takes records and below."""
