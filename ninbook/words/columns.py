"""How much room text takes."""

import unicodedata


def columns_of(text: str) -> int:
    """Return how many Latin letters take as much room as a text."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
