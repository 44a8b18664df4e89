"""What a book means on a day: lights, deadlines, matters, figures, the past, what changed. Imports records and below."""
