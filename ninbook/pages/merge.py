"""Several tabs of a page as one: what they share stands once, what differs in panels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ninbook.document.nodes import Node
from ninbook.pages.present import PresentedPage, nested


def merge(pages: Sequence[PresentedPage], titles: Mapping[str, str]) -> list[Node]:
    """Merge a page's tabs.

    Args:
        pages: the page in each tab for which it has code, in the order of the tabs.
        titles: what each tab is called.

    Returns:
        The nodes of all tabs. What is not the same in all of them stands in nodes ``tab_set``, in
        which each ``tab_panel`` has the nodes of one tab and a ``title``.
    """
    if len(pages) == 1:
        return pages[0].nodes
    places = sorted({place for page in pages for place, _ in page.blocks})
    by_tab = {
        page.tab or "": {place: list(nodes) for place, nodes in page.blocks} for page in pages
    }
    merged: list[Node] = []
    panels: dict[str, list[Node]] = {}
    for place in places:
        versions = [blocks.get(place, []) for blocks in by_tab.values()]
        is_shared = all(version == versions[0] for version in versions)
        if is_shared and not any(node.type == "cell" for node in versions[0]):
            merged += [*_tab_set(panels, titles), *versions[0]]
            panels = {}
        else:
            for tab, blocks in by_tab.items():
                panels.setdefault(tab, []).extend(blocks.get(place, []))
    return nested([*merged, *_tab_set(panels, titles)])


def _tab_set(panels: Mapping[str, Sequence[Node]], titles: Mapping[str, str]) -> list[Node]:
    filled = {tab: list(nodes) for tab, nodes in panels.items() if nodes}
    if not filled:
        return []
    lines = [node.line for nodes in filled.values() for node in nodes]
    return [
        Node(
            "tab_set",
            min(lines),
            max(lines),
            children=[
                Node(
                    "tab_panel",
                    nodes[0].line,
                    nodes[-1].end,
                    (tab,),
                    "",
                    {"title": titles.get(tab, tab)},
                    nodes,
                )
                for tab, nodes in filled.items()
            ],
        )
    ]
