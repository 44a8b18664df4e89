"""What may not stand in a record: personal data and secrecy marks found in any text, and masked. Imports ground."""
