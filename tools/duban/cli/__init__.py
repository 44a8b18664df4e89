"""The command tasks: arguments to core functions to what is shown. Imports everything; nothing imports it."""
