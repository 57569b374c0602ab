"""Scripts and styles of the site."""
