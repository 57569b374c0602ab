from typing import Any

import pytest

from tests.browser.conftest import LANGUAGES, NIN, PREFIXES, Reader, Readers

MOST_KIB = 250
"""What a page may weigh, unpacked, before one interacts: outputs of all tabs included."""


def loaded(reader: Reader, path: str) -> dict[str, int]:
    """Bytes of each file that a page loads on its own."""
    answers: list[Any] = []
    page = reader.context.new_page()
    page.on("response", lambda answer: answers.append(answer))
    page.goto(reader.site.address + path, wait_until="networkidle")
    return {answer.url: len(answer.body()) for answer in answers}


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chapter_weighs_little_before_one_interacts(
    reader_of: Readers, language: str, width: int
) -> None:
    reader = reader_of(width=width)
    files = loaded(reader, f"{PREFIXES[language]}{NIN}")
    heaviest = sorted(files.items(), key=lambda item: -item[1])
    assert sum(files.values()) <= MOST_KIB * 1024, heaviest
    later = ("calculator", "networks", "search", "verify")
    assert not [url for url in files if url.rpartition("/")[2].startswith(later)]


def test_other_pages_weigh_less(reader: Reader) -> None:
    # The page of the search loads the words of the whole book, which the others don't.
    for path, most in (("index", 0.6), ("references", 0.6), ("404", 0.6), ("search", 1.0)):
        files = loaded(reader, f"{path}.html")
        assert sum(files.values()) <= most * MOST_KIB * 1024, path
