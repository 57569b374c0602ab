"""Puts together what Markdown keeps apart: figures, formulas, cells and directives."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest
from urllib.parse import quote

from ninbook.document.block_marks import marked, set_mark, without_marks
from ninbook.document.captions import captioned
from ninbook.document.links import file_name
from ninbook.document.markdown import tree_of
from ninbook.document.nodes import Node

_DIRECTIVE = re.compile(r"<!-- *ninbook: *(?P<name>[\w-]+)(?: +(?P<argument>[^\n]*?))? *-->")


def parse(markdown: str) -> list[Node]:
    """Return the blocks of a text in d2lbook's Markdown, with Unix line ends."""
    return arrange(tree_of(markdown))


_parsed = lru_cache(maxsize=256)(parse)


def fragment(markdown: str) -> list[Node]:
    """Return the blocks of a text that isn't on a page; they are the caller's to change."""
    return [node.copy() for node in _parsed(markdown)]


def arrange(nodes: Sequence[Node]) -> list[Node]:
    """Arrange the blocks of a page or of a block.

    Args:
        nodes: siblings as `ninbook.document.markdown.tree_of` gives them; they are changed.

    Returns:
        The blocks: an image that stands alone is a figure, a displayed formula a block, a caption
        part of its table, and labels and widths are attributes of what they stand below.
    """
    return captioned(list(marked(_divided(nodes))))


def _divided(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if node.children and node.type not in ("heading", "paragraph", "table", "term"):
            node.children = arrange(node.children)
            for child in node.children if node.type != "tab_block" else ():
                if child.type == "cell":  # a listing, since d2lbook executes none in lists
                    child.type, child.content = "code_block", child.content + "\n"
        if node.type == "paragraph":
            yield from _paragraph(node)
        elif node.type == "fence":
            yield _fence(node)
        elif node.type == "html_block":
            yield from _html(node)
        elif node.type == "tab_block":
            node.tabs = tuple(node.attrs.pop("tabs"))
            for below in node.walk():
                below.tabs = node.tabs
            yield node
        else:
            if node.type == "heading":
                node.children = without_marks(node, node.children)
            yield node


def _fence(node: Node) -> Node:
    info = node.attrs["info"]
    length = node.content.count("\n") + (node.content != "" and node.content[-1] != "\n")
    node.attrs["lines"] = length  # of content: marks below the block move its end
    node.attrs["closed"] = node.end - node.line == length + 1
    node.type = {"toc": "toc", "eval_rst": "eval_rst"}.get(info.split()[0] if info else "", "")
    if not node.type:
        classes = info.strip("{}").split()
        names = ("cell", ".input"), ("output", ".output"), ("code_block", "")
        node.type = next(name for name, mark in names if not mark or mark in classes)
    if node.type in ("cell", "output"):
        node.content = node.content.removesuffix("\n")
    if node.type == "toc":
        lines = [line.strip() for line in node.content.split("\n")]
        options = [line[1:].partition(":") for line in lines if line.startswith(":")]
        node.attrs["options"] = {name: value.strip() for name, _, value in options}
        entries = [
            (*_entry(line), node.line + number)
            for number, line in enumerate(lines, start=1)
            if line and not line.startswith(":")
        ]
        node.attrs["entries"] = [(page, line) for page, _, line in entries]
        node.attrs["titles"] = {page: title for page, title, _ in entries if title}
    return node


def language_of(code: Node) -> str:
    """Return the language that a listing names, which is ``python`` in ``{#name .python}``."""
    words = str(code.attrs.get("info", "")).strip("{}").split()
    named = (word.lstrip(".=") for word in words if word[0] != "#" and "=" not in word[1:])
    return next(named, "").strip("`,")


def _entry(line: str) -> tuple[str, str]:
    """Return the page that a line of a table of contents names, and its title there, if any."""
    title, opening, page = line.removesuffix(">").rpartition("<")
    if line.endswith(">") and opening and title.strip():
        return page.strip().removesuffix(".md"), title.strip()
    return line.removesuffix(".md"), ""


def _html(node: Node) -> Iterator[Node]:
    """Take comments, which say something to the builder or nothing at all, out of HTML."""
    content = node.content.rstrip("\n")
    if found := _DIRECTIVE.fullmatch(content):
        node.type = "directive"
        node.attrs = {"name": found["name"], "argument": found["argument"] or ""}
        node.end = node.line
    elif content.startswith("<!--"):
        comment, closing, rest = content.partition("-->")
        node.type, node.content = "comment", comment + closing
        node.end = node.line + node.content.count("\n")
        yield node
        if not rest.strip():
            return
        line = node.end
        node = Node("html_block", line, line + rest.count("\n"), node.tabs, rest)
    yield node


def _paragraph(node: Node) -> Iterator[Node]:
    """Divide a paragraph at its displayed formulas, and find the figure in it."""
    parts: list[list[Node]] = [[]]
    for child in node.children:
        if child.type == "math_block" or (_is_eqlabel(child) and _ends_in_formula(parts)):
            parts += [[child], []]
        else:
            parts[-1].append(child)
    last: Node | None = None
    for part, below in zip_longest(parts, parts[1:]):
        if part and _is_eqlabel(part[0]) and last is not None and last.type == "math_block":
            set_mark(last, "eqlabel", part[0].content, part[0].line)
        elif part and part[0].type == "math_block":
            last = part[0]
            last.end = last.line + last.content.count("\n")
            content = last.content.lstrip()
            last.attrs["offset"] = last.content[: -len(content)].count("\n")
            last.content = content.rstrip()
            yield last
        elif len(parts) == 1 or not all(_is_invisible(child) for child in part):
            end = below[0].line - (part[-1].type == "softbreak") if below else node.end
            last = _text_block(node, part, end) if len(parts) > 1 else _figure_in(node) or node
            yield last
        else:
            marks = (child for child in part if child.type == "slide_mark")
            yield from (Node("slide_mark", c.line, c.line, attrs=c.attrs) for c in marks)


def _is_invisible(node: Node) -> bool:
    return node.type == "slide_mark" or _is_blank(node)


def _is_blank(node: Node) -> bool:
    return node.type == "softbreak" or (node.type == "text" and not node.content.strip())


def _ends_in_formula(parts: Sequence[list[Node]]) -> bool:
    above = parts[-2][0] if len(parts) > 1 else None
    return above is not None and all(_is_invisible(child) for child in parts[-1])


def _is_eqlabel(node: Node) -> bool:
    return node.type == "role" and node.attrs["name"] == "eqlabel"


def _text_block(paragraph: Node, part: list[Node], end: int) -> Node:
    while _is_blank(part[-1]):
        part.pop()
    while _is_blank(part[0]):
        part.pop(0)
    attrs = {**paragraph.attrs}
    text = replace(paragraph, line=part[0].line, end=end, content="", attrs=attrs, children=part)
    return _figure_in(text) or text


def _figure_in(paragraph: Node) -> Node | None:
    """Return the figure that a paragraph is, if it is a picture alone."""
    part = paragraph.children
    images = [child for child in part if not _is_invisible(child)]
    if len(images) != 1 or images[0].type != "image":
        return None
    image = images[0]
    figure = Node("figure", paragraph.line, paragraph.end, content=image.content)
    figure.attrs = {"src": address_of(image)}
    if title := image.attrs.get("title"):
        figure.attrs["title"] = title
    figure.children = without_marks(figure, image.children)
    marks = [child for child in part if child.type == "slide_mark"]
    if marks:  # marks around the image put it on slides
        opening = next((child for child in marks if child.attrs["opens"]), marks[0])
        figure.attrs["slide"] = opening.attrs["name"]
    return figure


def address_of(image: Node) -> str:
    """Return an image's address: a file's name as it is, another address as it is encoded."""
    source = str(image.attrs.get("src", ""))
    is_whole = "://" in source or source.startswith("data:")
    return source if is_whole else file_name(source)


def encoded(name: str) -> str:
    """Return a file's name as an address; whatever has a scheme is one."""
    has_scheme = re.match(r"[a-z]+:", name)
    return name if has_scheme else re.sub("[%#?]", lambda found: quote(found[0]), name)
