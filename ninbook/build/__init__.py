"""d2lbook's Builder and Sphinx, configured for this package's forms of a book."""
