"""A page as readers see it in one tab: its document with frozen outputs and expanded directives.

Writers find these nodes besides those of `ninbook.document.nodes`:

- cell: ``source``, its code in the tab, ``number``, its place among the tab's cells, and on pages
  that fold their code ``summary``, what stands for it;
- outputs: ``outputs``, as nbformat has them, behind their cell; ``cell``, its number; their
  caption below them, an ``output_caption``, which else stands for itself;
- provenance: ``kind`` ("full", "quick" or "stale") and ``text``; the last one of a page, which
  speaks for all of its outputs, has what stands for it where it is folded, ``summary``, and what
  the site can prove it with: ``file``, the frozen notebook, and ``cells``, their numbers in it;
- note: a paragraph on the page itself, as on a section that its translation has left behind;
- those that directives put in; see `ninbook.directives`.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from ninbook.directives.context import Context
from ninbook.directives.registry import DIRECTIVES
from ninbook.document.captions import give_caption
from ninbook.document.document import Document
from ninbook.document.nodes import Node
from ninbook.execute.clean import cleaned
from ninbook.outputs import Execution, Store, plan_of
from ninbook.outputs.provenance import provenance, run_of
from ninbook.pages.outdated import notes_of
from ninbook.settings import FULL, QUICK
from ninbook.source import Book
from ninbook.words.words import words_of


@dataclass(frozen=True)
class PresentedPage:
    """A page in one tab."""

    document: Document
    tab: str | None  # None in a book without tabs
    # For each block that the tab shows its place in the document, and the nodes that stand for it.
    blocks: Sequence[tuple[int, Sequence[Node]]] = field(repr=False)
    execution: Execution | None = None  # the one that the outputs are from
    is_fresh: bool = True  # all its outputs are those of the present code

    @property
    def nodes(self) -> list[Node]:
        """All of the page, what directives enclose in their nodes."""
        return nested([node for _, nodes in self.blocks for node in nodes])


def present(book: Book, store: Store, document: Document, tab: str | None) -> PresentedPage | None:
    """Put the best frozen outputs into a page and expand its directives.

    Full executions are preferred to quick ones, fresh ones to stale ones. Of a stale one only the
    outputs of unchanged cells are taken. A page that has code but none for the tab is None.
    """
    cells = book.code(document, tab)
    if cells is None:
        return None
    best = _best(book, store, document, tab) if cells else None
    fresh, count, execution = best or (not cells, 0, None)
    context = Context(
        tab=tab,
        execution=execution,
        is_fresh=fresh,
        language=book.language,
        words=words_of(book.language),
        in_all_tabs=partial(_fresh_in_all_tabs, book, store, document),
        source=(book, store, document),
        folds_code=book.folds_code(document.name),
    )
    frozen = execution.code_cells[:count] if execution else []
    sources = {id(cell.node): cell.source for cell in cells}
    blocks = _Presenter(context, sources, frozen).blocks(
        document.blocks_in_tab(tab, book.config.default_tab)
    )
    notes = notes_of(book, document)
    return PresentedPage(document, tab, list(_noted(blocks, notes)), execution, fresh)


def _best(
    book: Book, store: Store, document: Document, tab: str | None
) -> tuple[bool, int, Execution] | None:
    """The best execution of a page, whether it is fresh, and how many of its first cells are."""
    best: tuple[bool, int, Execution] | None = None
    for profile in (FULL, QUICK):
        # Damage was named and stopped the build; a preview shows the page without it.
        execution = store.load_intact(document.name, tab, profile.name)
        plan = plan_of(book, document, tab, profile.name, execution)
        if plan is None or execution is None:
            continue
        fresh = plan.is_fresh(execution.fingerprints)
        count = plan.fresh_cells(execution.fingerprints)
        if best is None or (fresh, count) > best[:2]:
            best = (fresh, count, execution)
    return best


def _fresh_in_all_tabs(book: Book, store: Store, document: Document) -> dict[str, Execution]:
    found = {tab: _best(book, store, document, tab) for tab in book.tabs}
    return {tab: best[2] for tab, best in found.items() if best is not None and best[0]}


class _Presenter:
    """Puts nodes in place of the blocks of a page, in their order."""

    def __init__(self, context: Context, sources: Mapping[int, str], frozen: Sequence[Any]) -> None:
        self._context = context
        self._sources = sources
        self._frozen = frozen
        self._number = 0
        self._with_outputs = [n for n, cell in enumerate(frozen) if cell.outputs]
        self._is_unsaid = False  # where the outputs above come from

    def blocks(self, blocks: Sequence[tuple[int, Node]]) -> Iterator[tuple[int, list[Node]]]:
        """Yield place and nodes of each block."""
        placed: Node | None = None  # the caption that stands with its output
        for index, (place, block) in enumerate(blocks):
            below = blocks[index + 1][1] if index + 1 < len(blocks) else None
            if block is placed:
                yield place, []
                continue
            cell = block.type == "cell"
            nodes = list(self._cell(block, below)) if cell else self._expanded(block.copy())
            if below is not None and below.type == "output_caption" and _place(below, nodes):
                placed = below
            yield place, nodes

    def _expanded(self, block: Node) -> list[Node]:
        """What stands in place of a block; directives may stand in lists, too."""
        if block.type == "directive" and block.attrs["name"] in DIRECTIVES:
            return self._directive(block)
        if any(True for _ in block.find("directive")):
            block.children = nested([n for child in block.children for n in self._expanded(child)])
        return [block]

    def _cell(self, block: Node, below: Node | None) -> Iterator[Node]:
        source = self._sources.get(id(block))
        if source is None:  # without code, or for readers who open the Markdown in Jupyter
            return
        number, self._number = self._number, self._number + 1
        tabs = (self._context.tab,) if self._context.tab else ()
        attrs = {**block.attrs, "source": source, "number": number}
        if self._context.folds_code:
            attrs["summary"] = self._context.words.show_code
        cell = replace(block, tabs=tabs, attrs=attrs, children=[])
        yield cell
        outputs = self._frozen[number].outputs if number < len(self._frozen) else []
        if outputs:
            self._is_unsaid = True
            attrs = {"outputs": cleaned(copy.deepcopy(outputs)), "cell": number}
            yield replace(cell, type="outputs", content="", attrs=attrs)
        is_last = number == len(self._sources) - 1
        missing = is_last and not self._context.is_fresh
        if missing or (self._is_unsaid and (below is None or below.type != "cell")):
            if attrs := self._provenance(number):
                yield replace(cell, type="provenance", content="", attrs=attrs)
            self._is_unsaid = False

    def _provenance(self, number: int) -> dict[str, Any]:
        """Let the last line speak for all outputs; what is no full run is said each time."""
        execution, words = self._context.execution, self._context.words
        kind, text = provenance(self._context.tab, execution, self._is_unsaid, words)
        if execution is None or not self._is_unsaid:
            return {"kind": kind, "text": text}
        if number < self._with_outputs[-1]:
            return {} if kind == "full" else {"kind": kind, "text": text}
        run = f": {run_of(execution.record, words)}" if kind == "quick" else ""
        proof = {"file": execution.path.as_posix(), "cells": self._with_outputs}
        return {"kind": kind, "text": text, **proof, "summary": f"{words.how_run}{run}"}

    def _directive(self, block: Node) -> list[Node]:
        context = replace(self._context, cells=self._number)
        expansion = DIRECTIVES[block.attrs["name"]].expand(context, block.attrs["argument"])
        for node in expansion:
            for below in node.walk():
                below.line, below.end = block.line, block.end
        return expansion


def _place(caption: Node, nodes: Sequence[Node]) -> bool:
    """Put a caption to the output that it is for, if there is one; tell whether it was."""
    for node in Node("page", children=[*nodes]).walk():
        if node.type == "outputs":
            node.children = [caption.copy()]
            return True
        if node.type == caption.attrs["kind"]:
            give_caption(node, caption.copy())
            return True
    return False


def _noted(
    blocks: Iterator[tuple[int, list[Node]]], notes: Mapping[int, Node]
) -> Iterator[tuple[int, list[Node]]]:
    """Put notes behind the headings in whose lines they belong."""
    for place, nodes in blocks:
        if nodes and nodes[0].type == "heading" and nodes[0].line in notes:
            nodes = [*nodes, notes[nodes[0].line]]
        yield place, nodes


def nested(nodes: Sequence[Node]) -> list[Node]:
    """Return nodes in which those that a directive opens hold what follows, to where it closes."""
    stack = [Node("page")]
    for node in nodes:
        if node.type == "end":
            if len(stack) > 1:
                stack.pop()
            continue
        if node.attrs.get("opens") and node.type != "slide_mark":
            node = replace(node, children=[])  # the page's own stays empty for the next target
            stack[-1].children.append(node)
            stack.append(node)
        else:
            stack[-1].children.append(node)
    return stack[0].children
