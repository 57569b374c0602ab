"""Inline rules of d2lbook's Markdown: roles, slide marks, emphasis beside Hangul."""

import re
from bisect import bisect_left
from collections.abc import Mapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token

ROLE = re.compile(r":([-/\\.\w]+):(`+)(?!`)(.+?)(?<!`)\2(?!`)", re.DOTALL)
SLIDE_MARKS: Mapping[str, str] = {"[**": "**]", "(**": "**)", "[~~": "~~]", "(~~": "~~)"}
"""What closes each mark that puts text on slides; tildes put it on slides alone."""
_OPENING = {closing: opening for opening, closing in SLIDE_MARKS.items()}
_ANY_MARK = re.compile("|".join(map(re.escape, [*SLIDE_MARKS, *_OPENING])))
_ADDRESS = re.compile(r"\((?!\*\*|~~|:\w)[^\s()]+(?:[()]|\s+[\"'])")
_HANGUL = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u4e00-\u9fff\uac00-\ud7a3]")


class _State(StateInline):
    """State that knows where each token begins and lets emphasis touch Hangul, Kana and Han."""

    def push(self, ttype: str, tag: str, nesting: Any) -> Token:
        token = super().push(ttype, tag, nesting)
        token.meta = {"position": self.pos}
        return token

    def pushPending(self) -> Token:  # noqa: N802
        """Push the text that was read; none of it stands on an earlier line than its end."""
        token = super().pushPending()
        token.meta = {"position": self.pos}
        return token

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802
        """Scan a run of markers as CommonMark does, but take such letters for punctuation.

        CommonMark doesn't close ``**합성곱(convolution)**은``: punctuation before the marker and a
        letter after it. See the draft "CJK-friendly emphasis" of markdown-cjk-friendly.
        """
        scanned = super().scanDelims(start, canSplitWord)
        end = start + scanned.length
        if scanned.length > 2 and self._closes_slide_mark(end - 2):  # [**a *b***]
            maximum, self.posMax = self.posMax, end - 2
            scanned = self.scanDelims(start, canSplitWord)
            self.posMax = maximum
            return scanned
        if self.src[start] == "_":
            return scanned
        before = self.src[start - 1] if start else " "
        after = self.src[end] if end < self.posMax else " "
        can_open = scanned.can_open or bool(_HANGUL.match(before) and not after.isspace())
        can_close = scanned.can_close or bool(_HANGUL.match(after) and not before.isspace())
        return Scanned(can_open, can_close, scanned.length)

    def _closes_slide_mark(self, position: int) -> bool:
        mark = _OPENING.get(self.src[position : position + 3])
        return mark in self.env.get("slide_marks", ())


class InlineParser(ParserInline):
    """Parser of inlines with d2lbook's additions."""

    def __init__(self) -> None:
        super().__init__()
        self.ruler.before("link", "slide_mark", _slide_mark)
        self.ruler.before("emphasis", "slide_mark_end", _slide_mark_end)
        self.ruler.before("strikethrough", "slide_mark_end_tilde", _slide_mark_end)
        self.ruler.before("backticks", "role", _role)
        self.add_terminator_char("(")

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        """Parse inlines of one block; marks of an outer text stay open in an inner one."""
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _role(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != ":":
        return False
    found = ROLE.match(state.src, state.pos)
    if not found or (state.pos and state.src[state.pos - 1] == "`"):
        return False
    if not silent:
        token = state.push("role", "", 0)
        token.info, token.content = found[1], " ".join(found[3].split())
    state.pos = found.end()
    return True


def _slide_mark(state: StateInline, silent: bool) -> bool:
    mark = state.src[state.pos : state.pos + 3]
    closing = SLIDE_MARKS.get(mark)
    if closing is None or not _closes(state, mark, closing):
        return False
    if not silent:
        state.env.setdefault("slide_marks", set()).add(mark)
        _push(state, mark, opens=True)
    state.pos += 3
    if silent:  # a bracket within or at its end is not that of a caption around it
        state.pos = max(state.pos, state.src.find(closing, state.pos) + 3)
    return True


def _closes(state: StateInline, mark: str, closing: str) -> bool:
    """Tell whether a mark has a partner: in its own text, or first among the marks below it."""
    if mark in state.env.get("slide_marks", ()):
        return False
    if state.html_terminator_last(closing) >= state.pos + 3:
        end = state.src.find(closing, state.pos + 3)  # [**a**](https://example.org) is a link
        return not (closing.endswith("]") and _ADDRESS.match(state.src, end + 3))
    below: Mapping[str, list[tuple[int, bool]]] = state.env["marks_of_lines"]
    lines = below.get(mark, [])
    index = bisect_left(lines, (state.env["next_line"], False))
    return index < len(lines) and not lines[index][1]


def marks_of_lines(text: str) -> dict[str, list[tuple[int, bool]]]:
    """Return the lines, from 0, of each slide mark and whether it opens there."""
    found: dict[str, list[tuple[int, bool]]] = {}
    for number, line in enumerate(text.split("\n")):
        for mark in _ANY_MARK.finditer(line):
            opens = mark[0] in SLIDE_MARKS
            key = mark[0] if opens else _OPENING[mark[0]]
            found.setdefault(key, []).append((number, opens))
    return found


def _slide_mark_end(state: StateInline, silent: bool) -> bool:
    closing = state.src[state.pos : state.pos + 3]
    mark = _OPENING.get(closing)
    if mark is None or mark not in state.env.get("slide_marks", ()):
        return False
    if not silent:
        state.env["slide_marks"].discard(mark)
        _push(state, mark, opens=False)
    state.pos += 3
    return True


def _push(state: StateInline, mark: str, opens: bool) -> None:
    token = state.push("slide_mark", "", 0)
    token.info = mark
    token.meta["opens"] = opens
