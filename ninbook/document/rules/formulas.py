r"""Rules of formulas: ``$a$``, ``$$a$$``, and environments such as ``\begin{align}``.

They follow pandoc: no space inside of single dollars and no digit behind them, no blank line in a
formula. What CommonMark would take for a list or a heading in a displayed formula stays formula.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from ninbook.document.rules.blocks import BEFORE, line_of

_ENVIRONMENTS = (
    "equation|multline|gather|align|alignat|flalign|eqnarray|displaymath|math"
    "|matrix|pmatrix|bmatrix|Bmatrix|vmatrix|Vmatrix"
)
_OPENING = re.compile(
    rf"(?P<mark>[\[(](?:\*\*|~~)\s*)?(?:\$\$|\\begin\{{(?P<name>(?:{_ENVIRONMENTS})\*?)\}})"
)
_PUNCTUATION = re.compile(r"\s*[.,;:]?\s*")
_DOLLARS = re.compile(r"(?:[^$\\]|\\.|\$(?!\$))*?\$\$", re.DOTALL)
"""The rest of a displayed formula."""
_INLINE = re.compile(r"\$(?!\s)((?:\\(?:text\w*|mbox)\{[^{}]*\}|\\.|[^$\\])+)\$(?!\d)", re.DOTALL)
_DISPLAYED = re.compile(rf"\$\$({_DOLLARS.pattern})", re.DOTALL)


def use_formulas(md: MarkdownIt) -> None:
    """Add the rules to a parser."""
    md.block.ruler.before("table", "formula", _block, {"alt": BEFORE})
    md.inline.ruler.before("escape", "formula", _inline)


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse a formula that begins a line; one that other text follows begins a paragraph."""
    if state.is_code_block(start) or (silent and state.sCount[start] < state.blkIndent):
        return False
    opening = _OPENING.match(line_of(state, start))
    found = _closing(state, opening, start, end) if opening else None
    if opening is None or found is None:
        return False
    last, rest = found
    environment = opening["name"]
    alone = not rest.strip() or (environment and _PUNCTUATION.fullmatch(rest))
    if silent:
        return last > start
    if opening["mark"] or not alone:
        _paragraph(state, start, last, end)
        return True
    lines = state.getLines(start, last + 1, state.sCount[start], False).strip()
    token = state.push("math_block", "math", 0)
    token.map = [start, last + 1]
    content = lines if environment else lines[2:-2]
    token.content = content.strip()
    token.meta = {"offset": content[: -len(content.lstrip())].count("\n")}
    state.line = last + 1
    return True


def _closing(
    state: StateBlock, opening: re.Match[str], start: int, end: int
) -> tuple[int, str] | None:
    """Return the line that a formula ends in and what follows it; None if it doesn't end."""
    closing = f"\\end{{{opening['name']}}}" if opening["name"] else "$$"
    unclosed: dict[str, int] = state.env.setdefault("unclosed_formulas", {})
    if start < unclosed.get(closing, 0):
        return None
    position = opening.end()
    for line in range(start, end):
        if state.isEmpty(line) or (line > start and state.sCount[line] < state.blkIndent):
            break
        text = line_of(state, line)
        if closing == "$$":
            found = _DOLLARS.match(text, position)
            if found:
                return line, text[found.end() :]
        elif (place := text.find(closing, position)) >= 0:
            return line, text[place + len(closing) :]
        position = 0
    unclosed[closing] = line
    return None


def _paragraph(state: StateBlock, start: int, last: int, end: int) -> None:
    rules = state.md.block.ruler.getRules("paragraph")
    parent, state.parentType = state.parentType, "paragraph"
    after = last + 1
    while after < end and not state.isEmpty(after):
        indented = state.sCount[after] - state.blkIndent > 3 or state.sCount[after] < 0
        if not indented and any(rule(state, after, end, True) for rule in rules):
            break
        after += 1
    state.parentType = parent
    state.push("paragraph_open", "p", 1).map = [start, after]
    token = state.push("inline", "", 0)
    token.content = state.getLines(start, after, state.blkIndent, False).strip()
    token.map, token.children = [start, after], []
    state.push("paragraph_close", "p", -1)
    state.line = after


def _inline(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "$":
        return False
    displayed = state.src.startswith("$$", state.pos)
    found = (_DISPLAYED if displayed else _INLINE).match(state.src, state.pos, state.posMax)
    if not found or (not displayed and found[1][-1].isspace() and found[1][-2:-1] != "\\"):
        return False
    content = found[1].removesuffix("$$")
    if not content.strip():
        return False
    if not silent:
        token = state.push("math_inline_double" if displayed else "math_inline", "math", 0)
        token.content = content
    state.pos = found.end()
    return True
