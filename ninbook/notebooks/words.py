"""What notebooks for other machines say of themselves, in the languages of the book."""

from pathlib import Path

from ninbook.words.words import Catalogue, words_in


def notebook_words_of(language: str) -> Catalogue:
    """Return the words of a language, as in BCP 47; English ones where it has none yet."""
    return words_in(Path(__file__).parent, language)
