"""Lines of a page that each unit of a translation takes, found in the page's nodes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ninbook.document.nodes import Node


class Kind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    FIGURE = "figure"
    TABLE = "table"
    EQUATION = "equation"
    CELL = "cell"
    FENCE = "fence"
    DIRECTIVE = "directive"
    COMMENT = "comment"
    RULE = "rule"  # a paragraph without a letter


_KINDS = {
    "heading": Kind.HEADING,
    "math_block": Kind.EQUATION,
    "figure": Kind.FIGURE,
    "cell": Kind.CELL,
    "marks": Kind.DIRECTIVE,
    **dict.fromkeys(("code_block", "output", "toc", "eval_rst"), Kind.FENCE),
    **dict.fromkeys(("comment", "directive"), Kind.COMMENT),
}
_LISTS = ("bullet_list", "ordered_list")
_TEXT = ("paragraph", "math_block", "figure", "slide_mark")
"""What belongs together if no empty line is between: a formula may stand in a sentence."""


@dataclass(frozen=True)
class Span:
    """Lines of one unit."""

    kind: Kind
    first: int  # counted from 1
    last: int
    is_text: bool = False  # text right below belongs to it
    tab: str | None = None  # those that it is for, as in ``jax, mxnet``; None if it is for all


def page_spans(nodes: Sequence[Node], lines: Sequence[str]) -> Iterator[Span]:
    """Yield the units of a page, from top to bottom."""
    blank = [True, *(not line.strip() for line in lines), True]
    tabs: dict[int, str] = {}
    taken: set[int] = set()
    for node in nodes:
        if node.type == "tab_block":
            tabs.update(dict.fromkeys(range(node.line, node.end + 1), ", ".join(node.tabs)))
            taken.update((node.line, node.end) if node.attrs["closed"] else (node.line,))
        elif node.type == "stray_end":
            taken.add(node.line)
    spans: list[Span] = []
    for span in _merged(_spans(nodes)):
        numbers = [n for n in range(span.first, min(span.last, len(lines)) + 1) if not blank[n]]
        taken.update(range(span.first, span.last + 1))
        if span.kind is Kind.PARAGRAPH:
            spans += [Span(span.kind, first, last) for first, last in _runs(numbers)]
        elif numbers:
            spans.append(replace(span, last=numbers[-1]))
    # What is no node, such as the address of a link, is text, too.
    rest = (n for n in range(1, len(lines) + 1) if n not in taken and not blank[n])
    spans += [Span(Kind.PARAGRAPH, first, last) for first, last in _runs(rest)]
    for span in sorted(spans, key=lambda span: span.first):
        text = lines[span.first - 1 : span.last]
        if span.kind is Kind.PARAGRAPH and not any(c.isalpha() for line in text for c in line):
            span = replace(span, kind=Kind.RULE)
        yield replace(span, tab=tabs.get(span.first))


def _spans(nodes: Iterable[Node]) -> Iterator[Span]:
    above: Node | None = None
    for node in nodes:
        marks = node.attrs.get("mark_lines", ())
        yield from (Span(Kind.DIRECTIVE, line, line) for line in marks)
        last = min((line for line in marks if line > node.line), default=node.end + 1) - 1
        if node.type in _LISTS:
            for item in node.children:
                yield from _item(item)
        elif node.type == "tab_block":
            yield from _spans(node.children)
        elif node.type == "table":
            rows = [child.line for child in node.children if child.type == "table_row"]
            yield Span(Kind.TABLE, rows[0], max(rows[0] + 1, rows[-1]))
            for caption in (child for child in node.children if child.type == "caption"):
                last = min((line for line in marks if line > caption.line), default=caption.end + 1)
                yield Span(Kind.PARAGRAPH, caption.line, min(caption.end, last - 1))
        elif node.type != "stray_end":
            first = _first_line(node, above)
            if first <= last:
                kind = _KINDS.get(node.type, Kind.PARAGRAPH)
                yield Span(kind, first, last, is_text=node.type in _TEXT)
        above = node


def _first_line(node: Node, above: Node | None) -> int:
    """Return the line that a block begins in; what ends a formula's line is the formula's."""
    below_formula = above is not None and above.type == "math_block" and node.line == above.end
    if node.type == "paragraph" and below_formula and node.children:
        text, *more = node.children
        if text.type == "text" and text.content.strip() in ".,;":
            return next((child.line for child in more if child.type != "softbreak"), node.end + 1)
    return node.line


def _item(item: Node) -> Iterator[Span]:
    first, *more = [*_merged(_spans(item.children))] or [Span(Kind.PARAGRAPH, item.line, item.line)]
    if first.is_text or first.first > item.line:
        first = Span(Kind.ITEM, item.line, first.last)
    yield from (first, *more)


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    """Put together what shares a line, and text that no empty line is between."""
    above: Span | None = None
    for span in sorted(spans, key=lambda span: span.first):
        if above and _belong_together(above, span):
            kind = above.kind if above.kind is Kind.ITEM else Kind.PARAGRAPH
            above = replace(above, kind=kind, last=max(above.last, span.last))
            continue
        if above:
            yield above
        above = span
    if above:
        yield above


def _belong_together(above: Span, below: Span) -> bool:
    if below.first <= above.last:
        return True
    is_text = above.is_text and below.is_text and above.kind is not Kind.EQUATION
    return is_text and below.first == above.last + 1


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of numbers that follow each other."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    yield from ((first, last) for first, last in runs)
