"""What the place for a reader's number says, in the languages of the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class QuestionWords:
    """What the place for a reader's number says."""

    label: str = "Your answer"
    button: str = "Check"
    correct: str = "Correct."
    wrong: str = "Not yet. Try again, or read the answer."
    not_a_number: str = "Please enter a number."


WORDS: Mapping[str, QuestionWords] = {
    "en": QuestionWords(),
    "ko": QuestionWords(
        label="답",
        button="확인",
        correct="맞습니다.",
        wrong="아직 아닙니다. 다시 생각해 보거나 답을 펼쳐 보십시오.",
        not_a_number="수를 입력하십시오.",
    ),
}
