"""Hostile cases made by the thousand, and every part of the program run on them."""
