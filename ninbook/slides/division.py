"""Divides what is chosen of a page into slides, each with its heading."""

from collections.abc import Iterator, Sequence

from ninbook.document.nodes import Node, text_of
from ninbook.outputs.form import PICTURES
from ninbook.pictures import svg_inline
from ninbook.slides.html import html_of
from ninbook.slides.layout import NOTE_SIZE, Block, Slide
from ninbook.slides.selection import Code, Text

_MOST_LINES = 60
"""Lines of an output at most, of which the page shows all."""


def slides_of(parts: Sequence[Text | Code], title: str) -> list[Slide]:
    """Return the slides of a page, as long as they may be.

    A slide without a heading of its own has that of the slide before it, the first one the page's,
    which is given as HTML.
    """
    slides: list[Slide] = []
    for part in parts:
        if isinstance(part, Code):
            if not slides:
                slides.append(Slide(title))
            slides[-1].blocks += _code_blocks(part, len(slides))
            continue
        begins = part.begins or not slides
        if begins and part.blocks[0].type != "heading":
            slides.append(Slide(slides[-1].heading if slides else title))
        for node in part.blocks:
            if node.type == "heading":
                slides.append(Slide(html_of(node.children)))
            else:
                slides[-1].blocks += _text_blocks(node)
    return [slide for slide in slides if slide.blocks or slide.heading != title]


def _text_blocks(node: Node) -> Iterator[Block]:
    """Make a point of each paragraph and of each item; what is more stays as it is."""
    if node.type == "bullet_list":
        for item in node.children:
            yield Block("point", html_of(item.children), lines=(text_of([item]),))
    elif node.type == "paragraph":
        yield Block("point", html_of(node.children), lines=(node.text,))
    elif node.type == "picture":
        yield Block("figure", node.content)
    elif html := html_of([node]):
        html = f'<div class="formula">{html}</div>' if node.type == "math_block" else html
        yield Block("text", html, lines=tuple(_lines(node)))


def _lines(node: Node) -> Iterator[str]:
    if node.type in ("table_row", "paragraph", "term"):
        yield node.text
    elif node.type == "math_block":
        yield from node.content.split(r"\\")
    elif node.children:
        for child in node.children:
            yield from _lines(child)
    else:
        yield from node.content.split("\n")


def _code_blocks(code: Code, number: int) -> Iterator[Block]:
    if code.source.strip():
        yield Block("code", code.source.strip("\n"))
    for index, output in enumerate(code.outputs):
        data = output.get("data", {})
        name = f"plot-{number}-{index}"
        if "image/svg+xml" in data:
            svg = "".join(data["image/svg+xml"])
            ratio = svg_inline.height_by_width(svg_inline.head_of(svg)) or 0
            yield Block("picture", svg_inline.inline(svg, name), ratio=ratio)
        elif mime := next((mime for mime in PICTURES if mime in data), ""):
            image = "".join(data[mime]).strip()
            yield Block("picture", f'<img src="data:{mime};base64,{image}" alt="">')
        else:
            printed = data.get("text/markdown") or data.get("text/plain") or output.get("text", "")
            printed = printed or "\n".join(output.get("traceback", ()))
            lines = "".join(printed).expandtabs().strip("\n").split("\n")
            if any(lines):
                more = ["…"] if len(lines) > _MOST_LINES else []
                yield Block("output", "\n".join([*lines[:_MOST_LINES], *more]))
    if code.provenance:
        said = code.provenance.attrs
        yield Block("note", said["text"], size=NOTE_SIZE, classes=said["kind"])
