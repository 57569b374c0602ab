"""Notebooks for readers: a page in one tab, in plain Markdown, with its frozen outputs."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from ninbook.commonmark.blocks import write_markdown
from ninbook.document.nodes import Node, transform
from ninbook.notebooks.comparison import comparison_cell
from ninbook.notebooks.setup_cells import drawing_cell
from ninbook.pages.edition import Edition
from ninbook.pages.notebook_cells import code_cell, markdown_cell, notebook_of
from ninbook.pages.plain import PlainPage
from ninbook.pages.plain_inlines import Address, Picture
from ninbook.pages.present import PresentedPage
from ninbook.pictures import svg_inline
from ninbook.pictures.raster import png_of, size_of

_MARK_OF_CODE = re.compile(r"[ \t]*# ?@(save|hide\w*|tab)\b[^\n]*", re.IGNORECASE)
"""What d2lbook reads in code: which functions to save, what to hide, and for which tabs it is."""


def export(edition: Edition, page: PresentedPage, address: Address, picture: Picture) -> Any:
    """Make a notebook of nbformat 4.5, which needs no d2lbook, of a page.

    Args:
        edition: the book in its language.
        page: the page in one tab, with its outputs.
        address: where links within the book lead.
        picture: shows an image.
    """
    plain = PlainPage(edition, page.document.path, address, picture)
    nodes = [part for node in plain.page(page.nodes) for part in _with_drawings(node)]
    is_executed = page.is_fresh and page.execution is not None
    return notebook_of(_cells(nodes, is_executed, edition.language))


def code_of(page: PresentedPage) -> list[str]:
    """Return the code of a page's cells."""
    return [cell.attrs["source"] for node in page.nodes for cell in node.find("cell")]


def _with_drawings(block: Node) -> list[Node]:
    """Return a block without the drawings in it, which need cells of their own, and those."""
    drawings = list(block.find("drawing"))
    if not drawings or block.type == "drawing":
        return [block]
    block.children = transform(
        block.children, lambda node: [] if node.type == "drawing" else [node]
    )
    return [block, *drawings]


def _cells(nodes: Sequence[Node], is_executed: bool, language: str) -> Iterator[Any]:
    text: list[Node] = []
    codes: list[str] = []
    for node, below in zip_longest(nodes, nodes[1:]):
        if node.type == "heading":  # with a cell of its own, Jupyter and Colab fold the section
            anchors = [text.pop() for _ in range(bool(text and _is_anchor(text[-1])))]
            yield from _text_cell(text)
            text = [*anchors, node]
            continue
        if node.type not in ("cell", "outputs", "drawing", "provenance"):
            text.append(node)
            continue
        yield from _text_cell(text)
        text = []
        if node.type == "cell":
            outputs = below.attrs["outputs"] if below and below.type == "outputs" else []
            source = _MARK_OF_CODE.sub("", node.attrs["source"])
            codes.append(source)
            count = len(codes) if is_executed or outputs else None
            yield code_cell(source, [_on_paper(output, count) for output in outputs], count)
        elif node.type == "drawing":
            yield drawing_cell(node.content, node.attrs["png"])
        elif node.type == "provenance":  # what the book says of an output stands by itself
            yield from _text_cell(node.children)
            run = node.attrs.get("run")
            if run and (cell := comparison_cell(run, codes, language)):
                yield cell
    yield from _text_cell(text)


def _is_anchor(node: Node) -> bool:
    return node.type == "paragraph" and all(c.type == "html_inline" for c in node.children)


def _text_cell(nodes: Sequence[Node]) -> Iterator[Any]:
    text = write_markdown(nodes)
    if text:
        cell = markdown_cell(text)
        images = (image.attrs for node in nodes for image in node.find("image"))
        attached = {image["src"]: image["png"] for image in images if "png" in image}
        if attached:
            cell["attachments"] = {
                name.removeprefix("attachment:"): {"image/png": png}
                for name, png in attached.items()
            }
        yield cell


def _on_paper(output: Any, count: int | None) -> Any:
    """Return an output whose drawings can be read on a dark page, too, and as PNG.

    Jupyter shows no SVG of a notebook that it doesn't trust.
    """
    data = output.get("data", {})
    if "image/svg+xml" in data:
        svg = svg_inline.on_paper("".join(data["image/svg+xml"]))
        png = png_of(svg)
        data = {**data, "image/svg+xml": svg, **({"image/png": png} if png else {})}
        sizes = {"image/png": size_of(png)} if png else {}
        output = {**output, "data": data, "metadata": {**output["metadata"], **sizes}}
    if output["output_type"] == "execute_result":
        output = {**output, "execution_count": count}
    return output
