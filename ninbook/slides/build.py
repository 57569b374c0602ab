"""The target ``slides``: a deck for each page with slide marks, and a notebook beside it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from html import escape
from pathlib import Path

from d2lbook.slides import Slides

from ninbook.document.links import seen_from
from ninbook.document.nodes import Node, text_of, transform
from ninbook.files.listing import is_file
from ninbook.files.text import read_svg
from ninbook.files.write import copy_if_changed, write_if_changed
from ninbook.pages.edition import Edition
from ninbook.pages.notebook_cells import file_text
from ninbook.pages.plain import PlainPage
from ninbook.pages.plain_inlines import Picture
from ninbook.pages.present import PresentedPage
from ninbook.pictures import svg_inline
from ninbook.pictures.raster import data_address
from ninbook.slides.deck import deck
from ninbook.slides.notebook import STYLE, notebook_of_slides
from ninbook.slides.selection import Code, Text, for_slides, has_marks, select


def make_slides(edition: Edition, tab: str | None) -> None:
    """Write the decks of all pages that have slide marks, and remove those of others."""
    book = edition.book
    folder = Path(book.config.slides_dir)
    wanted: set[Path] = set()
    for path in book.pages:
        page = edition.page(path, tab)
        if page is None or not has_marks(page.nodes):
            continue
        made = folder / path.with_suffix(".html")
        count = _write(edition, page, made)
        print(f"{made}: {count} slides", flush=True)
        wanted |= {made, made.with_suffix(".ipynb"), made.with_name("rise.css")}
    for stray in folder.rglob("*"):
        if stray.is_file() and stray not in wanted and stray.suffix in (".ipynb", ".html"):
            stray.unlink()
    slides = Slides(book.config)
    if slides._valid:
        slides.generate_readme()


def _write(edition: Edition, page: PresentedPage, made: Path) -> int:
    slides = edition.book.config.slides
    parts = for_slides(select(page.nodes))
    picture = partial(_picture, edition.book.root, page.document.path)
    title, shown = _plain(edition, page, parts, picture)
    html, count = deck(edition.book, title, shown)
    write_if_changed(made, html)
    title, shown = _plain(edition, page, parts, lambda image: image)
    notebook = notebook_of_slides(title, shown, (slides["top_left"], slides["top_right"]))
    write_if_changed(made.with_suffix(".ipynb"), file_text(notebook))
    copy_if_changed(STYLE, made.with_name("rise.css"))
    return count


def _plain(
    edition: Edition, page: PresentedPage, parts: Sequence[Text | Code], picture: Picture
) -> tuple[list[Node], list[Text | Code]]:
    """Return the page's heading and what is on slides in plain nodes, which lead nowhere."""
    plain = PlainPage(edition, page.document.path, lambda there: None, picture)
    heading = next(page.document.find("heading"), Node("heading"))
    (*_, title) = plain.blocks([_without_labels(heading)])
    made: list[Text | Code] = []
    for part in parts:
        if isinstance(part, Text):
            blocks = plain.blocks([_without_labels(block) for block in part.blocks])
            blocks = transform(blocks, _not_within)
            part = replace(part, blocks=[_alone(block) for block in blocks])
        made.append(part)
    return [node for node in title.children if node.type != "slide_mark"], made


def _without_labels(node: Node) -> Node:
    """Return a node that has no number, to which nothing leads, and without footnotes."""
    attrs = {
        key: value for key, value in node.attrs.items() if key not in ("labels", "ordinal", "book")
    }
    children = [_without_labels(c) for c in node.children if c.type != "footnote_ref"]
    return replace(node, attrs=attrs, children=children)


def _not_within(node: Node) -> Sequence[Node]:
    """Return what stands in place of a node: slides have no place to which a link could lead."""
    is_within = node.type == "link" and str(node.attrs["href"]).startswith("#")
    return node.children if is_within else [node]


def _alone(block: Node) -> Node:
    """Return a picture that is all of a paragraph without the paragraph."""
    seen = [child for child in block.children if child.type == "picture" or child.text.strip()]
    alone = block.type == "paragraph" and [child.type for child in seen] == ["picture"]
    return seen[0] if alone else block


def _picture(root: Path, page: Path, image: Node) -> Node:
    """Return an image as a node with its HTML, so that the deck needs no other file."""
    description = text_of(image.children)
    file = root / seen_from(page, image.attrs["src"])
    if not is_file(file):
        return Node("picture", content=f'<p class="missing">{escape(file.name)}</p>')
    svg = read_svg(file) if file.suffix == ".svg" else ""
    if svg_inline.is_adaptive(svg_inline.head_of(svg)):
        drawn = svg_inline.inline(svg, file.stem.replace(".", "-"), description)
        return Node("picture", content=drawn)
    data = data_address(file)
    html = f'<img src="{data}" alt="{escape(description)}">'
    return Node("picture", content=html, attrs={"src": data})
