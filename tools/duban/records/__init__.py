"""The records of a book as immutable values, made from files. Imports schemas and below."""
