"""Small wrong changes made to a module, one at a time: each must be noticed by a test."""
