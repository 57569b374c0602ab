import pytest

from ninbook.site.page_templates import _Phrases, translate_labels
from ninbook.words.words import ENGLISH, words_of

KOREAN = words_of("ko")


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        ('<a aria-label="Menu">Menu</a>', '<a aria-label="메뉴">Menu</a>'),
        ("<title>Light mode</title>", "<title>밝은 화면</title>"),
        ('<img alt="Logo">', '<img alt="로고">'),
        (
            '<i aria-label="Toggle navigation of {망}">',
            '<i aria-label="하위 목차 여닫기: {망}">',
        ),
        ('<p aria-label="PyTorch">Next</p>', '<p aria-label="PyTorch">Next</p>'),
    ],
)
def test_labels_of_controls_are_translated_and_nothing_else(english: str, korean: str) -> None:
    assert translate_labels(english, KOREAN) == korean
    assert translate_labels(english, ENGLISH) == english


def test_phrases_answer_for_what_a_catalogue_lacks() -> None:
    assert _Phrases(KOREAN).gettext("Next") == "다음"
    assert _Phrases(KOREAN).gettext("Unknown") == "Unknown"
