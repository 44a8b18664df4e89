"""The JSON schemas of the records, and what does not fit them said in Chinese. Imports documents and below."""
