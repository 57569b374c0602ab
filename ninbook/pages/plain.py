"""A page in nodes that any Markdown has: numbers, references and citations are said in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path

from ninbook.document.document import visible
from ninbook.document.latex import within_formula
from ninbook.document.links import Destination, slug_of
from ninbook.document.nodes import Node, text_node
from ninbook.document.numbering import Target, numbered, page_of
from ninbook.document.rules.html import tags_of
from ninbook.pages.edition import Edition
from ninbook.pages.plain_inlines import Address, Picture, PlainInlines, anchor

_BUTTONS = "start"
"""The class of HTML in which the site shows bold links as buttons."""


class PlainPage:
    """Replaces what d2lbook and this builder add to Markdown in the nodes of a page.

    Args:
        edition: the book in its language.
        page: the page, relative to the book's root.
        address: where links within the book lead.
        picture: shows an image.
    """

    def __init__(self, edition: Edition, page: Path, address: Address, picture: Picture) -> None:
        self._edition = edition
        self._page = page
        self._inlines = PlainInlines(edition, page, address, picture)
        self._lists_references = self._has_buttons = False
        self._slugs = edition.numbering.slugs(page)

    def page(self, nodes: Sequence[Node]) -> list[Node]:
        """Return all of a page, footnotes and the works that it cites at its end.

        Args:
            nodes: the page's, as `ninbook.pages.present` makes them; they stay as they are.
        """
        shown = visible(nodes)
        for reference in (found for node in shown for found in node.find("footnote_ref")):
            self._inlines.number_of(reference)  # in the order of the site, captions first
        blocks = self.blocks(shown)
        notes = self._notes(nodes)
        references = self._references(self._inlines.cited) if not self._lists_references else []
        if references:
            title = text_node(self._edition.words.references)
            references.insert(0, Node("heading", attrs={"level": 2}, children=[title]))
        return [*blocks, *notes, *references]

    def blocks(self, nodes: Sequence[Node]) -> list[Node]:
        """Return plain blocks for those of a page. Cells and their outputs stay."""
        return [made for node in nodes for made in self._block(node)]

    def _block(self, node: Node) -> Sequence[Node]:
        match node.type:
            case "heading":
                number = text_node(numbered(self._number(node), ""))
                title = [number, *self._inlines.of(node.children)]
                return [*_anchors(node, self._repeated(node)), replace(node, children=title)]
            case "paragraph" if _is_bibliography(node):
                return self._references(self._edition.cited)
            case "paragraph" | "term":
                inside = [
                    made
                    for child in node.children
                    for made in self._inlines.of([child])
                    if not (self._has_buttons and _leads_nowhere(child, made))
                ]
                return [*_anchors(node), replace(node, children=inside)]
            case "figure":
                return list(self._figure(node))
            case "table":
                return self._of_book(node, list(self._table(node)))
            case "math_block":
                return self._formula(node)
            case "html_block":
                tags = tags_of(node.content)
                self._has_buttons = any(found.get("class") == _BUTTONS for _, _, found in tags)
                return [*_anchors(node), replace(node, content=self._inlines.html(node.content))]
            case "toc" if "hidden" in node.attrs["options"]:
                return []
            case "toc":
                titles = node.attrs["titles"]
                pages = {
                    page_of(self._page, entry): titles.get(entry, "")
                    for entry, _ in node.attrs["entries"]
                }
                depth = int(node.attrs["options"].get("maxdepth") or 1)
                return [_list(self._contents(pages, depth))]
            case "eval_rst":
                return self._restructured(node)
            case "provenance":
                said = Node("emphasis", children=[text_node(self._provenance(node))])
                return [replace(node, children=[_paragraph(said)])]
            case "note":
                return [Node("blockquote", children=[_paragraph(*self._inlines.of(node.children))])]
            case "answer":
                return self._answer(node)
            case "widget":
                return [] if node.attrs.get("site_only") else self.blocks(node.children)
            case "outputs":
                return [replace(node, children=[]), *map(self._until_run, node.children)]
            case "output_caption":
                return [self._caption(node.attrs["kind"], node, node.children, anchors=True)]
            case "cell" | "code_block" | "output" | "thematic_break":
                return [*_anchors(node), node]
            case "footnote" | "comment" | "directive" | "stray_end" | "marks":
                return []
        return [*_anchors(node), replace(node, children=self.blocks(node.children))]

    def _repeated(self, heading: Node) -> list[str]:
        """Return the name of a heading whose title another one above it has, too."""
        slug = self._slugs.get(heading.attrs.get("ordinal", -1), "")
        return [slug] if slug and slug != slug_of(heading.text) else []

    def _provenance(self, node: Node) -> str:
        """Say that outputs are the book's, beside which a reader's own will stand."""
        said = str(node.attrs["text"])
        is_run = node.attrs["kind"] != "stale"
        return f"{self._edition.words.book_run}: {said}" if is_run else said

    def _until_run(self, caption: Node) -> Node:
        """Let the caption of an output stand by itself and say whose it is until it is replaced."""
        (made,) = self.blocks([caption])
        said = Node("emphasis", children=[text_node(self._edition.words.until_run)])
        return Node("provenance", children=[_paragraph(*made.children, text_node(" "), said)])

    def _of_book(self, table: Node, shown: list[Node]) -> list[Node]:
        """Let a table of the book's runs stand by itself, below a line that says so."""
        if "book" not in table.attrs:
            return shown
        said = Node("emphasis", children=[text_node(f"{table.attrs['book']}:")])
        return [replace(table, type="provenance", children=[_paragraph(said), *shown])]

    def _figure(self, node: Node) -> Iterator[Node]:
        shown = self._inlines.shown(node)
        if shown.type != "image":
            yield from (*_anchors(node), shown)
        else:
            yield _paragraph(*_anchor_inlines(node), shown)
        if node.children:
            yield self._caption("figure", node, node.children)

    def _table(self, node: Node) -> Iterator[Node]:
        rows = [row for row in node.children if row.type == "table_row"]
        yield replace(node, children=[replace(row, children=self._cells(row)) for row in rows])
        caption = next((child for child in node.children if child.type == "caption"), None)
        if caption:
            yield self._caption("table", node, caption.children, anchors=True)
        else:
            yield from _anchors(node)

    def _cells(self, row: Node) -> list[Node]:
        return [replace(cell, children=self._inlines.of(cell.children)) for cell in row.children]

    def _caption(
        self, kind: str, node: Node, caption: Sequence[Node], anchors: bool = False
    ) -> Node:
        number = self._number(node)
        name = text_node(f"{getattr(self._edition.words, kind).replace('%s', number)}.")
        return _paragraph(
            *(_anchor_inlines(node) if anchors else []),
            *([Node("strong", children=[name]), text_node(" ")] if number else []),
            *self._inlines.of(caption),
        )

    def _formula(self, node: Node) -> list[Node]:
        latex = within_formula(node.content)
        number = self._number(node)
        if node.labels and number and r"\tag" not in latex:
            latex = rf"{latex} \tag{{{number}}}"
        return [*_anchors(node), replace(node, content=latex)]

    def _number(self, node: Node) -> str:
        return self._edition.numbering.number(self._page, node)

    def _contents(self, pages: Mapping[Path, str], depth: int) -> Iterator[Node]:
        """Yield items of a list: pages, each with the pages below it as far as the depth says."""
        for page, own in pages.items():
            title = self._title(self._edition.numbering.heading(page), page, own)
            link = self._inlines.linked(title, Destination(page, True, ""))
            item = Node("list_item", children=[_paragraph(*link, tight=True)])
            below = dict.fromkeys(self._edition.numbering.entries(page) if depth > 1 else (), "")
            if below:
                item.children.append(_list(self._contents(below, depth - 1)))
            yield item

    def _title(self, heading: Target | None, page: Path, own: str) -> list[Node]:
        """Return the title of a page in contents, which may have one of their own for it."""
        title = [text_node(own)] if own or heading is None else self._inlines.of(heading.title)
        return [text_node(numbered(heading.number if heading else "", "")), *title]

    def _restructured(self, node: Node) -> list[Node]:
        if node.content.strip().startswith(".. bibliography::"):
            return self._references(self._edition.cited)
        from ninbook.pages.restructured import html_of  # few pages have any

        file = self._edition.book.root / self._page
        html = html_of(node.content, file, self._inlines.role)
        return [Node("html_block", content=self._inlines.html(html))] if html else []

    def _references(self, keys: Sequence[str]) -> list[Node]:
        self._lists_references = True
        items = [
            Node("list_item", children=[_paragraph(anchor(name), *work, tight=True)])
            for name, work in self._edition.citations.references(keys)
        ]
        return [_list(items)] if items else []

    def _answer(self, node: Node) -> list[Node]:
        inside = self.blocks(node.children)
        title = text_node(node.attrs["title"])
        if any(found.type == "cell" for each in inside for found in each.walk()):
            return [_paragraph(Node("strong", children=[title])), *inside]
        return [
            Node("html_block", content=f"<details>\n<summary>{escape(title.content)}</summary>"),
            *inside,
            Node("html_block", content="</details>"),
        ]

    def _notes(self, nodes: Sequence[Node]) -> list[Node]:
        found = [n for node in nodes for n in node.find("footnote")]
        by_label = {note.attrs["label"]: note for note in found}
        items: list[Node] = []
        while len(items) < len(self._inlines.footnotes):  # notes may refer to further ones
            number, label = len(items) + 1, list(self._inlines.footnotes)[len(items)]
            note = self.blocks(by_label[label].children) if label in by_label else []
            if not note or note[0].type != "paragraph":
                note.insert(0, _paragraph())
            note[0].children.insert(0, anchor(f"footnote-{number}"))
            items.append(Node("list_item", children=note))
        if not items:
            return []
        attrs = {"mark": ".", "start": 1}
        return [Node("thematic_break"), Node("ordered_list", attrs=attrs, children=items)]


def _leads_nowhere(node: Node, made: Node) -> bool:
    """Tell whether bold links are bold words in what is made of them."""
    return node.type == "strong" and any(node.find("link")) and not any(made.find("link"))


def _paragraph(*children: Node, tight: bool = False) -> Node:
    return Node("paragraph", attrs={"tight": True} if tight else {}, children=list(children))


def _list(items: Iterable[Node]) -> Node:
    return Node("bullet_list", attrs={"mark": "-"}, children=list(items))


def _is_bibliography(node: Node) -> bool:
    return [c.attrs.get("name") for c in node.children if c.type == "role"] == ["bibliography"]


def _anchor_inlines(node: Node) -> list[Node]:
    return [anchor(label) for label in node.labels]


def _anchors(node: Node, names: Sequence[str] = ()) -> list[Node]:
    names = [*names, *node.labels]
    return [_paragraph(*map(anchor, names))] if names else []
