"""Blocks as plain Markdown: CommonMark, pipe tables, formulas between dollars, else HTML."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from ninbook.commonmark.inlines import Place, write_inlines
from ninbook.document.arrange import language_of
from ninbook.document.nodes import Node

_RULES = {"left": ":--", "right": "--:", "center": ":-:"}
_LISTS = ("bullet_list", "ordered_list")
_BLOCK_START = re.compile(r"\n\s*(?=[-+*>#=:|]|\d+[.)])|\n(?=\s*\n)|\n\s+(?=\n)")
"""Line ends in a formula after which Markdown could see a list, a heading or a new paragraph."""
_TAG_LINE = re.compile(r"</?[a-zA-Z][^\n]*>\n")


def write_markdown(nodes: Sequence[Node]) -> str:
    """Write plain blocks, as `ninbook.pages.plain` makes them, without a line end at the end."""
    done = ""
    before: Node | None = None
    for node in nodes:
        written = _WRITERS.get(node.type, _inside)(node)
        if not written:
            continue
        if before:
            if node.type in _LISTS and _mark(node) == _mark(before):
                done += "\n\n<!-- -->"  # else it would go on with the list before it
            is_close = before.attrs.get("tight") and not done.endswith(">") and _goes_on(node)
            done += "\n" if is_close else "\n\n"
        done += written
        before = node
    return done


def _mark(node: Node) -> str:
    return f"{node.type}{node.attrs.get('mark')}"


def _heading(node: Node) -> str:
    text = write_inlines(node.children, Place(one_line=True))
    text = re.sub(r"(?<!\S)(?=#+$)", r"\\", text)  # which would be left out
    return f"{'#' * node.attrs['level']} {text}"


def _paragraph(node: Node) -> str:
    text = write_inlines(node.children)
    if [child.type for child in node.children] == ["image"] and text.startswith("<"):
        return f"<p>{text}</p>"  # a tag alone is no paragraph
    if _TAG_LINE.match(text):  # which would begin a block of HTML
        text = text.replace("\n", " ", 1)
    return text


def _list(node: Node) -> str:
    number = int(node.attrs.get("start", 1))
    items = []
    for item in node.children:
        mark = node.attrs.get("mark", "-")
        if node.type == "ordered_list":
            mark = f"{number}{node.attrs.get('mark', '.')}"
            number += 1
        items.append(_indented(_nested(item.children), f"{mark} ", " " * (len(mark) + 1)))
    return ("\n" if _is_tight(node) else "\n\n").join(items)


def _is_tight(node: Node) -> bool:
    paragraphs = [c for item in node.children for c in item.children if c.type == "paragraph"]
    return all(paragraph.attrs.get("tight") for paragraph in paragraphs)


def _goes_on(node: Node) -> bool:
    """Tell whether a block may follow a paragraph of a tight list without a blank line."""
    if node.type == "ordered_list" and int(node.attrs.get("start", 1)) != 1:
        return False
    return node.type == "code_block" or (node.type in _LISTS and bool(node.children[0].children))


def _indented(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    return "\n".join([first + lines[0], *(f"{rest}{line}" if line else "" for line in lines[1:])])


def _quotation(node: Node) -> str:
    return "\n".join(f"> {line}".rstrip() for line in _nested(node.children).split("\n"))


def _code(node: Node) -> str:
    runs = re.findall("^ *(`{3,})", node.content, re.MULTILINE)
    fence = "`" * max([3, *(len(run) + 1 for run in runs)])
    return f"{fence}{language_of(node)}\n{node.content.removesuffix(chr(10))}\n{fence}"


def _table(node: Node) -> str:
    rows = [row for row in node.children if row.type == "table_row"]
    rules = [_RULES.get(align, "---") for align in node.attrs["aligns"]]
    lines = [[write_inlines(cell.children, _CELL) for cell in row.children] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in [lines[0], rules, *lines[1:]])


_CELL = Place(one_line=True, in_table=True)


def _nested(nodes: Sequence[Node]) -> str:
    """Write blocks in a list or a quotation, where nbconvert sees no table between pipes."""
    return write_markdown(
        [replace(node, type="nested_table") if node.type == "table" else node for node in nodes]
    )


def _nested_table(node: Node) -> str:
    parts = ["<table>"]
    for row in node.children:
        parts.append("<tr>")
        for cell, align in zip(row.children, node.attrs["aligns"], strict=True):
            tag = "th" if cell.attrs.get("head") else "td"
            text = write_inlines(cell.children)
            parts += [f'<{tag} align="{align}">' if align else f"<{tag}>", text, f"</{tag}>"]
        parts.append("</tr>")
    return "\n\n".join(part for part in [*parts, "</table>"] if part)


def _definitions(node: Node) -> str:
    parts = ["<dl>"]
    for child in node.children:
        tag = "dt" if child.type == "term" else "dd"
        inside = write_inlines(child.children) if tag == "dt" else _nested(child.children)
        parts += [f"<{tag}>", inside, f"</{tag}>"]
    return "\n\n".join([*parts, "</dl>"])


def _inside(node: Node) -> str:
    return write_markdown(node.children)


_WRITERS: Mapping[str, Callable[[Node], str]] = {
    "heading": _heading,
    "paragraph": _paragraph,
    "bullet_list": _list,
    "ordered_list": _list,
    "blockquote": _quotation,
    "thematic_break": lambda node: "___",
    "code_block": _code,
    "math_block": lambda node: f"$${_BLOCK_START.sub(' ', node.content.strip())}$$",
    "table": _table,
    "nested_table": _nested_table,
    "html_block": lambda node: node.content.rstrip("\n"),
    "definition_list": _definitions,
    "cell": lambda node: _code(replace(node, attrs={"info": "python"})),
    "output": lambda node: _code(replace(node, attrs={})),
}
