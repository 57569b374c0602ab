"""What Sphinx makes of a page's text, mended for readers."""
