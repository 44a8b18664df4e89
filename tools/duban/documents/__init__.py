"""The text of a YAML file with the place of every value: read, judged, changed in place. Imports privacy and below."""
