"""Block rule of slide marks in front of a list, a heading, a quotation or a table."""

from bisect import bisect_left

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, heading, list_block

from ninbook.document.rules.blocks import line_of
from ninbook.document.rules.inlines import SLIDE_MARKS, marks_of_lines
from ninbook.document.rules.tables import table

_BLOCKS = (list_block, heading, blockquote, table)


def use_slide_marks(md: MarkdownIt) -> None:
    """Add the rule to a parser."""
    md.block.ruler.before("table", "slide_mark", _slide_mark, {"alt": ["paragraph"]})


def _slide_mark(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Let the block behind a mark begin the line, as in ``(**- one``; inlines find its end."""
    line = line_of(state, start)
    mark, rest = line[:3], line[3:].lstrip()
    if mark not in SLIDE_MARKS or state.is_code_block(start) or not _ends(state, start, mark):
        return False
    length = len(line) - len(rest)
    state.bMarks[start] += length
    begins = any(rule(state, start, end, True) for rule in _BLOCKS)
    if silent or not begins:
        state.bMarks[start] -= length
        return begins
    token = state.push("slide_mark", "", 0)
    token.info, token.meta, token.map = mark, {"opens": True}, [start, start + 1]
    return False  # the rules behind this one go on with the line


def _ends(state: StateBlock, line: int, mark: str) -> bool:
    """Tell whether the next of such marks behind the one that begins a line ends it."""
    if "marks_of_lines" not in state.env:
        state.env["marks_of_lines"] = marks_of_lines(state.src)
    lines = state.env["marks_of_lines"].get(mark, [])
    behind = bisect_left(lines, (line, False)) + 1
    return behind < len(lines) and not lines[behind][1]
