"""What each page of the site shows: a function and a class a page. Never imports the renderer."""
