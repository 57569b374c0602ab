"""Slides: what the marks of a page choose, as a deck for browsers and as d2lbook's notebook."""
