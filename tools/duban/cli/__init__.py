"""The command ``tasks``: arguments in, results and exit codes out. Imports all rooms."""
