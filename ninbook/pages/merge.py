"""Several tabs of a page as one: what they share stands once, what differs in panels."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ninbook.document.nodes import Node
from ninbook.pages.present import PresentedPage, nested


def merge(pages: Sequence[PresentedPage], titles: Mapping[str, str]) -> list[Node]:
    """Merge a page's tabs.

    What is not the same in all of them stands in nodes ``tab_set``, in which each ``tab_panel`` has
    the nodes of one tab and a ``title``.

    Args:
        pages: the page in each tab for which it has code, in the order of the tabs.
        titles: what each tab is called.
    """
    if len(pages) == 1:
        return pages[0].nodes
    by_tab = {page.tab or "": dict(page.blocks) for page in pages}
    is_whole = by_tab.keys() == titles.keys()
    merged: list[Node] = []
    waiting: list[tuple[bool, dict[str, Sequence[Node]]]] = []
    for place in sorted({place for blocks in by_tab.values() for place in blocks}):
        versions = {tab: blocks.get(place, ()) for tab, blocks in by_tab.items()}
        if not any(versions.values()):
            continue
        first = next(iter(versions.values()))
        is_shared = all(_is_alike(version, first) for version in versions.values())
        if is_shared and not any(node.type == "cell" for node in first):
            merged += [*_together(waiting, titles), *first]
            waiting = []
        else:
            waiting.append((is_shared and is_whole, versions))
    return nested([*merged, *_together(waiting, titles)])


def _is_alike(nodes: Sequence[Node], others: Sequence[Node]) -> bool:
    """Tell whether two tabs show the same, the names of the tabs and numbers of cells aside."""
    return [_unnumbered(node) for node in nodes] == [_unnumbered(node) for node in others]


def _unnumbered(node: Node) -> Node:
    attrs = {name: value for name, value in node.attrs.items() if name != "number"}
    return replace(node, tabs=(), attrs=attrs if node.type == "cell" else node.attrs)


def _together(
    waiting: Sequence[tuple[bool, Mapping[str, Sequence[Node]]]], titles: Mapping[str, str]
) -> list[Node]:
    """Return what stands between two texts: once if it is all the same, else a panel per tab."""
    if all(is_shared for is_shared, _ in waiting):
        firsts = (next(iter(versions.values())) for _, versions in waiting)
        return [replace(node, tabs=()) for nodes in firsts for node in nodes]
    panels: dict[str, list[Node]] = {}
    for _, versions in waiting:
        for tab, nodes in versions.items():
            panels.setdefault(tab, []).extend(nodes)
    return _tab_set(panels, titles)


def _tab_set(panels: Mapping[str, Sequence[Node]], titles: Mapping[str, str]) -> list[Node]:
    made = []
    for tab, nodes in panels.items():
        if nodes:
            first, last = nodes[0].line, nodes[-1].end
            attrs = {"title": titles.get(tab, tab)}
            made.append(Node("tab_panel", first, last, (tab,), "", attrs, list(nodes)))
    lines = [node.line for panel in made for node in panel.children]
    return [Node("tab_set", min(lines), max(lines), children=made)] if made else []
