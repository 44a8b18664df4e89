"""YAML files: read with the place of every value, judged, changed. Imports privacy and below."""
