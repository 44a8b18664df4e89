"""The disk and git: files, versions, history, writes that are whole or not at all. Imports status and below, neither rules nor reports."""
