"""Questions below the exercises: a number is checked, and the answer unfolds."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LANGUAGES, NIN, PREFIXES, Reader
from tests.directives.words import words_of


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_is_checked(language: str, reader: Reader) -> None:
    page = reader.open(f"{PREFIXES[language]}{NIN}")
    words = words_of("question", language)
    form = page.locator("form.question").first
    field, status = form.get_by_label(words["label"]), form.get_by_role("status")
    for text, verdict in (
        ("many", words["not_a_number"]),
        ("65,536", words["wrong"]),
        ("65,792", words["correct"]),
        ("65792", words["correct"]),
    ):
        field.fill(text)
        expect(status).to_be_empty()
        field.press("Enter")
        expect(status).to_have_text(verdict)


def test_the_answer_unfolds_by_keyboard(reader: Reader) -> None:
    page = reader.open(NIN)
    answer = page.locator("details.answer").first
    expect(answer.locator("math").first).to_be_hidden()
    answer.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(answer.locator("math").first).to_be_visible()
    expect(answer.get_by_text("Answer 1")).to_have_count(2)
    expect(answer.locator("p").first).to_be_hidden()
