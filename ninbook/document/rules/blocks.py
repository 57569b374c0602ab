"""Block rules of d2lbook's Markdown: marks on lines of their own, and blocks for some tabs."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

MARKS = ("label", "eqlabel", "width", "height", "class")
"""Roles that say something of the block above them."""
_MARK = re.compile(rf":({'|'.join(MARKS)}):`([^`]*)`")
_MARK_LINE = re.compile(rf"(?:{_MARK.pattern}\s*)+")
TAB_LINE = re.compile(r":(begin_tab|end_tab):(?:`([^`]*)`)?(?=\s|$)")
"""What begins or ends a block for some tabs."""
_FENCE = re.compile(r"(`{3,}|~{3,})")
BEFORE = ["paragraph", "reference", "blockquote", "list", "table"]
"""What a block of d2lbook's needs no empty line behind, as markdown-it calls it."""


def use_block_rules(md: MarkdownIt) -> None:
    """Add the rules to a parser."""
    md.block.ruler.before("table", "marks", _marks, {"alt": BEFORE})
    md.block.ruler.before("table", "tab_block", _tab_block, {"alt": BEFORE})


def line_of(state: StateBlock, line: int) -> str:
    """Return a line without its indentation."""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _marks(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    line = line_of(state, start)
    if not line.startswith(":") or not _MARK_LINE.fullmatch(line):
        return False
    if not silent:
        token = state.push("marks", "", 0)
        token.map = [start, start + 1]
        token.meta = {"marks": [(mark[1], mark[2].strip()) for mark in _MARK.finditer(line)]}
        state.line = start + 1
    return True


def _tab_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse from ``:begin_tab:`` to ``:end_tab:``, or to the next block that begins."""
    mark = TAB_LINE.match(line_of(state, start))
    in_quotation = state.level and not state.blkIndent  # where it is text; a list ends before it
    if not mark or state.sCount[start] or in_quotation:
        return False
    if silent:
        return True
    if mark[1] == "end_tab":
        token = state.push("stray_end", "", 0)
        token.map = [start, start + 1]
        state.line = start + 1
        return True
    after = _next_tab_line(state, start + 1, end)
    closing = TAB_LINE.match(line_of(state, after)) if after < end else None
    closed = closing is not None and closing[1] == "end_tab"
    token = state.push("tab_block_open", "", 1)
    token.map = [start, after + closed]
    tabs = tuple(tab.strip() for tab in (mark[2] or "").split(","))
    token.meta = {"tabs": tabs, "closed": closed, "lost": _words_behind(state, start, mark)}
    if closing and closed:
        token.meta["lost"] += _words_behind(state, after, closing)
    maximum, state.lineMax = state.lineMax, after
    shared = state.env.get("references", {})
    state.env["references"] = state.env.setdefault("references_of", {}).setdefault(tabs, {})
    state.md.block.tokenize(state, start + 1, after)
    state.env["references"] = state.env["references"] | shared
    state.lineMax = maximum
    state.push("tab_block_close", "", -1)
    state.line = after + closed
    return True


def _words_behind(state: StateBlock, line: int, mark: re.Match[str]) -> list[tuple[int, str]]:
    """Return what stands behind a mark in its line, with the number of the line from 1."""
    words = line_of(state, line)[mark.end() :].strip()
    return [(line + 1, words)] if words else []


def _next_tab_line(state: StateBlock, line: int, end: int) -> int:
    """Return the next line that begins or ends a tab block, outside code."""
    fence = ""
    while line < end:
        text = line_of(state, line).rstrip()
        opening = _FENCE.match(text)
        if fence:
            if opening and opening[1].startswith(fence) and opening.end() == len(text):
                fence = ""
        elif opening:
            fence = opening[1]
        elif state.sCount[line] == 0 and TAB_LINE.match(text):
            return line
        line += 1
    return end
