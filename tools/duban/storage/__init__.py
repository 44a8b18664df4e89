"""The disk and git: files, versions, history, whole writes. Imports status and the rooms below."""
