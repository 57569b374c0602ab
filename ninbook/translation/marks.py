"""Comments in a translation that say what to translate, quote the English, and show nothing."""

import re
import textwrap
from dataclasses import dataclass

from ninbook.document.rules.blocks import TAB_LINE
from ninbook.translation.blocks import Block, CutPage, digest_of
from ninbook.translation.pairs import MARK, Pair, State
from ninbook.translation.spans import Kind

_GENERATED = re.compile(
    rf"{MARK} (?P<state>[a-z]+)"
    r"(?: -->| (?P<digest>[0-9a-f]{12})(?: for [^\n]*)?\n(?P<quoted>(?:> [^\n]*\n)+)-->)"
)
_GAP = re.compile(r"\r?\n\r?\n")
_LINE_END = re.compile(r"\r?\n")
_QUOTE_WIDTH = 88
_ARROW = "--\\>"  # in quotations, where `-->` would end the comment


@dataclass(frozen=True)
class Mark:
    """A comment in a translation that says what to translate."""

    block: Block
    state: State | None  # why it is there; None if it was edited
    digest: str | None  # of the English; None if it quotes none or was edited
    generated: bool  # as it was written; otherwise somebody wrote into it


def mark_text(pair: Pair) -> str:
    """Return the mark of a pair.

    It quotes the English as it is; as it was if it is gone; and nothing if that isn't known or
    if both sides are verbatim.
    """
    block = pair.english
    if block and not (pair.verbatim and pair.translated):
        text = block.content
    elif pair.entry:
        text = textwrap.fill(
            pair.entry.text, _QUOTE_WIDTH, break_long_words=False, break_on_hyphens=False
        )
    else:
        return f"{MARK} {pair.state} -->"
    tabs = f" for {block.tab}" if block and block.tab else ""
    quoted = "".join(f"> {line}\n" for line in text.replace("-->", _ARROW).split("\n"))
    return f"{MARK} {pair.state} {digest_of(text)}{tabs}\n{quoted}-->"


def marks_of(page: CutPage) -> list[Mark]:
    """Return the marks in a translation, in their order."""
    marks = []
    for block in page.blocks:
        if block.kind is Kind.COMMENT and block.text.startswith(MARK):
            found = _GENERATED.fullmatch(block.content)
            quoted = re.sub("^> ", "", found["quoted"] or "", flags=re.MULTILINE) if found else ""
            digest = found["digest"] if found else None
            if not found or (digest and digest_of(quoted.replace(_ARROW, "-->")) != digest):
                marks.append(Mark(block, None, None, False))
            else:
                marks.append(Mark(block, State(found["state"]), digest, True))
    return marks


def without_marks(page: CutPage, *digests: str) -> str:
    """Return a translation without marks that nobody wrote into: all, or those with the digests."""
    text = page.join()
    for mark in reversed(marks_of(page)):
        if not mark.generated or (digests and mark.digest not in digests):
            continue
        start, end = mark.block.start, mark.block.end
        gap, line_end = _GAP.match(text, end), _LINE_END.match(text, end)
        rest = text[end:].lstrip("\r\n")
        before = re.search(r"\r?\n\r?\n\Z", text[:start])
        if gap:
            end = gap.end()
        elif before and (not rest or TAB_LINE.match(rest)):
            start = before.start()
        elif line_end:
            end = line_end.end()
        text = text[:start] + text[end:]
    return text
