"""What directives say, for tests that look for it."""

from ninbook.words.words import Catalogue, words_in


def words_of(directive: str, language: str) -> Catalogue:
    """Return the words of a directive's folder."""
    return words_in(f"directives/{directive}", language)
