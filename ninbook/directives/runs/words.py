"""Words of the table of runs, in the languages of the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class RunWords:
    """Words of one language; those with braces are templates for `str.format`."""

    seed: str
    outcome: str
    published: str
    date: str
    reached: str
    below: str
    dead: str
    shown: str
    outside: str
    other_code: str


ENGLISH = RunWords(
    seed="Seed",
    outcome="Outcome",
    published="Published",
    date="Date",
    reached="reaches {least}",
    below="below {least}",
    dead="dead after epoch {epoch}",
    shown="{outcome}, shown here",
    outside="outside the rule ({label}): {outcome}",
    other_code="earlier code",
)
KOREAN = RunWords(
    seed="시드",
    outcome="결과",
    published="발표된 값",
    date="날짜",
    reached="{least} 도달",
    below="{least} 미달",
    dead="{epoch}에폭 뒤 죽음",
    shown="{outcome}, 이 페이지에 표시",
    outside="규칙 밖({label}): {outcome}",
    other_code="이전 코드",
)
WORDS: Mapping[str, RunWords] = {"en": ENGLISH, "ko": KOREAN}
