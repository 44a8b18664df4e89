"""What a book means on a day: lights, deadlines, matters, figures, the past, what changed.

It takes what ``records`` and the rooms below give, and looks at no clock: the day is an argument.
"""
