"""Block rule of pipe tables, in which formulas and code may hold pipes, as in pandoc's Markdown."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from ninbook.document.rules.blocks import line_of
from ninbook.document.rules.inlines import SLIDE_MARKS

_RULE = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_VERBATIM = re.compile(r"\\.|(`+)(?!`).*?(?<!`)\1(?!`)|\$(?! )[^$]*(?<! )\$(?!\d)", re.DOTALL)
_BAR = re.compile(r"(\$(?! )[^$]*(?<! )\$(?!\d))|\\\|")
"""An escaped bar; in a formula it is LaTeX's double bar."""
_MOST_CELLS = 65_536
"""Cells of a table at most, those that short rows lack included."""


def use_tables(md: MarkdownIt) -> None:
    """Put the rule in place of the parser's own."""
    md.block.ruler.at("table", table, {"alt": ["paragraph", "reference"]})


def split_row(line: str) -> list[str]:
    """Split a row at its pipes, but not in code, in formulas, and behind a backslash."""
    line = line.strip()
    cells, start, position = [], 0, 0
    spans = (found.span() for found in _VERBATIM.finditer(line))
    span = next(spans, None)
    while (pipe := line.find("|", position)) >= 0:
        while span and span[1] <= pipe:
            span = next(spans, None)
        if span and span[0] <= pipe:
            position = span[1]
            continue
        cells.append(line[start:pipe])
        start = position = pipe + 1
    cells.append(line[start:])
    if not cells[0].strip():
        cells.pop(0)
    if cells and not cells[-1].strip():
        cells.pop()
    return [_BAR.sub(lambda found: found[1] or "|", cell.strip()) for cell in cells]


def table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse a table, or tell whether one begins."""
    if start + 2 > end or state.sCount[start + 1] < state.blkIndent:
        return False
    if state.is_code_block(start) or state.is_code_block(start + 1):
        return False
    rule = line_of(state, start + 1).strip()
    if "|" not in rule or "|" not in line_of(state, start) or not _RULE.fullmatch(rule):
        return False
    if silent:
        return True
    aligns = [_alignment(cell) for cell in split_row(rule)]
    after = _end_of_rows(state, start + 2, end, _MOST_CELLS // len(aligns))
    token = state.push("table_open", "table", 1)
    token.map = [start, after]
    token.meta = {"aligns": aligns}
    for line in (start, *range(start + 2, after)):
        _row(state, line, len(aligns), is_head=line == start)
    state.push("table_close", "table", -1)
    state.line = after
    return True


def _alignment(cell: str) -> str:
    return {(True, True): "center", (True, False): "left", (False, True): "right"}.get(
        (cell.startswith(":"), cell.endswith(":")), ""
    )


def _end_of_rows(state: StateBlock, line: int, end: int, most: int) -> int:
    rules = state.md.block.ruler.getRules("table")
    first = line
    while line < end and state.sCount[line] >= state.blkIndent and line - first < most:
        if "|" not in line_of(state, line) or state.is_code_block(line):
            break
        if any(rule(state, line, end, True) for rule in rules):
            break
        line += 1
    return line


def _row(state: StateBlock, line: int, columns: int, is_head: bool) -> None:
    token = state.push("table_row_open", "tr", 1)
    token.map = [line, line + 1]
    cells = split_row(line_of(state, line))
    if len(cells) == columns + 1 and cells[-1] in SLIDE_MARKS.values():  # behind the last bar
        cells[-2:] = [cells[-2] + cells[-1]]
    token.meta = {"lost": cells[columns:]}
    for cell in (*cells[:columns], *[""] * (columns - len(cells))):
        token = state.push("table_cell_open", "th" if is_head else "td", 1)
        token.map = [line, line + 1]
        token = state.push("inline", "", 0)
        token.map, token.content, token.children = [line, line + 1], cell, []
        state.push("table_cell_close", "td", -1)
    state.push("table_row_close", "tr", -1)
