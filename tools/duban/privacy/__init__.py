"""Personal data and secrecy marks: found in any text, and masked. Imports ground."""
