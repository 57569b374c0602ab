"""Keeps together what has no space in it, where browsers would begin a new line all the same.

Browsers break lines before and after a formula, even between it and a full stop or a Korean
particle. They also break Korean before and after a parenthesis, and names such as VGG-11.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from docutils import nodes
from sphinx.application import Sphinx

_CLASS = "unbroken"
_PARTS = re.compile(r"\s+|\S+")
_ENDS = re.compile(r"(\S*)(\s.*\s|\s|)(\S*)", re.DOTALL)
_BROKEN = re.compile(r"[가-힣]\(|[)\]%][가-힣]|\w-\d")
_LONGEST = 24
"""Characters: a longer word might not fit into a line of a phone."""


def keep_together(element: nodes.TextElement) -> None:
    """Wrap words that must not be broken, in a text without looking into its elements."""
    children: list[nodes.Node] = []
    for is_word, group in groupby(_parts(element), _is_word):
        parts = list(group)
        if is_word and _is_breakable(parts):
            children.append(nodes.inline("", "", *parts, classes=[_CLASS]))
        else:
            children += parts
    element.children = []
    for is_text, group in groupby(children, lambda child: isinstance(child, nodes.Text)):
        found = list(group)
        element += [nodes.Text("".join(child.astext() for child in found))] if is_text else found


def _parts(element: nodes.TextElement) -> Iterator[nodes.Node]:
    """Split the text into words and what is between them; elements stay whole."""
    for child in element.children:
        if isinstance(child, nodes.Text):
            yield from map(nodes.Text, _split(child.astext()))
        else:
            yield child


def _split(text: str) -> list[str]:
    """Return the words at both ends, which may touch a formula, and what is between them.

    That is cut into words and spaces only where a browser would break one of these words.
    """
    found = _ENDS.fullmatch(text)
    assert found is not None
    first, between, last = found.groups()
    inner = _PARTS.findall(between) if _BROKEN.search(between) else [between]
    return [part for part in (first, *inner, last) if part]


def _is_word(part: nodes.Node) -> bool:
    if isinstance(part, nodes.Text):
        return not part[0].isspace() and len(part) <= _LONGEST
    return isinstance(part, nodes.math)


def _is_breakable(parts: list[nodes.Node]) -> bool:
    if len(parts) > 1:
        return True
    return isinstance(parts[0], nodes.Text) and _BROKEN.search(parts[0].astext()) is not None


def _keep_all_together(app: Sphinx, doctree: nodes.document, page: str) -> None:
    if app.builder.format != "html":
        return
    for element in list(doctree.findall(nodes.TextElement)):
        if not isinstance(element, (nodes.FixedTextElement, nodes.literal, nodes.math)):
            keep_together(element)


def setup(app: Sphinx) -> None:
    """Register this module with Sphinx, after all that look for text."""
    app.connect("doctree-resolved", _keep_all_together, priority=900)
