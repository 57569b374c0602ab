"""Finds problems in a book's sources and translations, each with file and line."""
