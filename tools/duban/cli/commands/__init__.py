"""One file a command: read, call one core function, show. Stands on the modules beside it."""
