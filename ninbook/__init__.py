"""Builds a d2lbook book: executes its cells, freezes the results, and renders every edition."""

__version__ = "0.1.0"
