"""Renders the book from its sources and frozen outputs: d2lbook's Builder, extended."""
