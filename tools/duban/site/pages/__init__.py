"""What each page of the site shows: a function and a class of values for each page."""
