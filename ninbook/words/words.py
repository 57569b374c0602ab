"""What pages say of themselves, in the languages of the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

_T = TypeVar("_T")


@dataclass(frozen=True)
class Words:
    """Words of one language.

    Attributes are texts for readers; those with braces are templates for `str.format`.
    """

    not_executed: str = "Not executed yet: this cell has no output."
    code_changed: str = "The code has changed since it was executed: no output yet."
    no_results: str = "The table of results appears once the code is executed."
    executed_in_full: str = "executed in full"
    full_run: str = "full run: {epochs} epochs, {steps:,} steps"
    full_runs: str = "full run: {trainings} trainings, {steps:,} steps"
    quick_run: str = (
        "quick run: {batches} minibatches per epoch instead of all, {steps:,} steps; "
        "not a full training"
    )
    seed: str = "seed {seed}"
    how_run: str = "How this was run"
    show_code: str = "Show code"
    frozen_notebook: str = "frozen notebook"
    verify: str = "Verify"
    seconds: str = "{value:.0f} s"
    minutes: str = "{value:.0f} min"
    hours: str = "{value:.1f} h"
    framework: str = "Framework"
    run: str = "Run"
    parameters: str = "Parameters"
    train_loss: str = "Training loss"
    val_loss: str = "Validation loss"
    val_acc: str = "Validation accuracy"
    seconds_per_epoch: str = "Seconds per epoch (fastest)"
    device: str = "Device"
    cores: str = "{number} cores"
    instructions: str = "{machine} with {extension}"
    then: str = ", then "
    versions: str = "Versions"
    note: str = "Note"
    older_numerics: str = "executed with an earlier version of the runtime's numerics"
    dead: str = "dead after epoch {epoch}: all validation images get the same logits"
    after_full: str = "After the last epoch"
    after_quick: str = "After the quick run"
    figure: str = "Fig. %s"
    table: str = "Table %s"
    listing: str = "Listing %s"
    section: str = "Section %s"
    chapter: str = "Chapter %s"
    language: str = "Language"
    references: str = "References"
    contents: str = "Contents of the book"
    long_output: str = "Output, {lines} lines"
    other_forms: str = "Other forms of this page"
    notebook: str = "Notebook"
    open_in_colab: str = "Open in Colab"
    open_in_studio_lab: str = "Open in Studio Lab"
    outdated: str = "The original of this section has changed since it was translated."
    untranslated: str = "This page has not been translated yet."
    original: str = "Read the original"
    plot: str = "Plot"
    subpages: str = "Toggle navigation of {title}"
    theme: Mapping[str, str] = field(default_factory=dict)
    """What the theme and Sphinx say, by their English; for what Sphinx has no words of its own."""
    search: str = "Search"
    search_hint: str = "Search (Ctrl+K)"
    search_needs_script: str = "The search runs in the browser and needs JavaScript."
    results_found: str = "{count} results for “{query}”"
    result_found: str = "1 result for “{query}”"
    results_partial: str = "No section holds all of “{query}”; {count} hold a part of it"
    results_none: str = "Nothing was found for “{query}”. Try fewer letters or another word."
    results_more: str = "Show {count} more"
    search_code: str = "Code"
    start: str = "Start of the book"
    not_found: str = "Page not found"
    not_found_text: str = "There is no page at this address. It may have moved."
    answer_to: str = "Answer {number}"


ENGLISH = Words()
_WORDS: Mapping[str, Words] = {
    "en": ENGLISH,
    "ko": Words(
        not_executed="아직 실행하지 않아 이 셀에는 출력이 없습니다.",
        code_changed="마지막으로 실행한 뒤 코드가 바뀌어 아직 출력이 없습니다.",
        no_results="코드를 실행하면 결과 표가 나타납니다.",
        executed_in_full="전체 실행",
        full_run="전체 실행: {epochs}에폭, {steps:,}스텝",
        full_runs="전체 실행: 훈련 {trainings}번, {steps:,}스텝",
        quick_run=(
            "빠른 실행: 에폭마다 미니배치 {batches}개만 써서 모두 {steps:,}스텝(전체 훈련 아님)"
        ),
        seed="시드 {seed}",
        how_run="실행 정보",
        show_code="코드 보기",
        frozen_notebook="실행 결과 노트북",
        verify="일치 확인",
        seconds="{value:.0f}초",
        minutes="{value:.0f}분",
        hours="{value:.1f}시간",
        framework="프레임워크",
        run="실행",
        parameters="파라미터",
        train_loss="훈련 손실",
        val_loss="검증 손실",
        val_acc="검증 정확도",
        seconds_per_epoch="에폭당 시간(초, 가장 빠른 에폭)",
        device="장치",
        cores="코어 {number}개",
        instructions="{machine}({extension})",
        then=", 이어서 ",
        versions="버전",
        note="비고",
        older_numerics="수치 계산 방식이 지금과 다른 이전 버전의 런타임으로 실행함",
        dead="{epoch}에폭 뒤 죽음: 모든 검증 이미지의 로짓이 같음",
        after_full="마지막 에폭을 마친 뒤",
        after_quick="빠른 실행을 마친 뒤",
        figure="그림 %s",
        table="표 %s",
        listing="코드 %s",
        section="%s절",
        chapter="%s장",
        language="언어",
        references="참고 문헌",
        contents="책의 차례",
        long_output="출력 {lines}줄",
        other_forms="이 페이지의 다른 형식",
        notebook="노트북",
        open_in_colab="Colab에서 열기",
        open_in_studio_lab="Studio Lab에서 열기",
        outdated="번역한 뒤에 이 절의 원문이 바뀌었습니다.",
        untranslated="이 페이지는 아직 번역되지 않았습니다.",
        original="원문 보기",
        plot="그래프",
        subpages="하위 목차 여닫기: {title}",
        answer_to="답 {number}",
        theme={
            "Next": "다음",
            "Previous": "이전",
            "Home": "첫 페이지",
            "On this page": "이 페이지의 차례",
            "Back to top": "맨 위로",
            "Skip to content": "본문으로 건너뛰기",
            "Copyright &#169; %(copyright)s": "저작권 &#169; %(copyright)s",
            "Made with ": "제작 도구: ",
            "Please activate JavaScript to enable the search functionality.": (
                "검색하려면 JavaScript를 켜십시오."
            ),
            "Link to this heading": "이 제목의 링크",
            "Link to this image": "이 그림의 링크",
            "Link to this table": "이 표의 링크",
            "Link to this code": "이 코드의 링크",
            "Link to this equation": "이 식의 링크",
            "Toggle site navigation sidebar": "사이트 목차 여닫기",
            "Toggle table of contents sidebar": "페이지 차례 여닫기",
            "Toggle Light / Dark / Auto color theme": "밝은 화면, 어두운 화면, 자동 전환",
            "Logo": "로고",
            "Contents": "차례",
            "Menu": "메뉴",
            "Expand": "펼치기",
            "Light mode": "밝은 화면",
            "Dark mode": "어두운 화면",
            "Auto light/dark, in light mode": "자동 전환, 지금은 밝은 화면",
            "Auto light/dark, in dark mode": "자동 전환, 지금은 어두운 화면",
        },
        search="검색",
        search_hint="검색 (Ctrl+K)",
        search_needs_script="검색은 브라우저에서 실행되며 JavaScript가 필요합니다.",
        results_found="“{query}” 검색 결과 {count}개",
        result_found="“{query}” 검색 결과 1개",
        results_partial=(
            "“{query}”의 낱말이 모두 있는 절은 없으며, 일부가 있는 절은 {count}개입니다"
        ),
        results_none="“{query}”에 대한 결과가 없습니다. 더 짧게 쓰거나 다른 낱말로 찾아보십시오.",
        results_more="{count}개 더 보기",
        search_code="코드",
        start="책의 첫 페이지",
        not_found="페이지를 찾을 수 없습니다",
        not_found_text="이 주소에는 페이지가 없습니다. 옮겨졌을 수 있습니다.",
    ),
}


def in_language(words: Mapping[str, _T], language: str) -> _T:
    """Return the words of a language, English ones for a language that has none yet.

    Args:
        words: those of each language.
        language: as in BCP 47.
    """
    return words.get(language.partition("-")[0], words["en"])


def words_of(language: str) -> Words:
    """Return the words of a language that the whole site says.

    Args:
        language: as in BCP 47.
    """
    return in_language(_WORDS, language)
