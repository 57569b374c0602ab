"""What a reference to a label says in a language, and where it leads."""

import re
from functools import partial

from ninbook.document.d2l_labels import D2LLabel, d2l_label
from ninbook.document.nodes import Node, text_node, transform
from ninbook.document.numbering import Numbering, Target
from ninbook.words.words import Words

ROLES = ("numref", "ref", "eqref")
"""Roles that refer to a label."""
CITATIONS = ("cite", "citet", "citep")
"""Roles that cite works, whose keys have commas between them."""
DOCUTILS = (
    *("code", "emphasis", "literal", "math", "raw", "strong", "sub", "subscript", "sup"),
    *("superscript", "t", "title", "title-reference"),
)
"""Roles of docutils, which say how their text looks."""
_TITLED = re.compile(r"(?P<title>.+?)\s*<(?P<label>[^<>]+)>", re.DOTALL)


def keys_of(value: str) -> list[str]:
    """Return the keys of works that the text of a citation names."""
    return [key for key in map(str.strip, value.split(",")) if key]


def label_of(value: str) -> str:
    """Return the label that the text of a role names, as ``label`` or ``title <label>``."""
    found = _TITLED.fullmatch(value.strip())
    return found["label"].strip() if found else value.strip()


def title_of(value: str) -> str:
    """Return what a role shows that is no reference of the book's, such as ``~torch.nn.Linear``."""
    if found := _TITLED.fullmatch(value.strip()):
        return found["title"]
    return value.rpartition(".")[2] if value.startswith("~") else value


def look_up(
    numbering: Numbering, role: str, value: str, words: Words
) -> tuple[list[Node], Target | D2LLabel | None]:
    """Look up a reference.

    Args:
        numbering: numbers of the book.
        role: one of `ROLES`.
        value: text of the role: a label, or ``title <label>``, as Sphinx knows it.
        words: those of the page's language.

    Returns:
        What it says, as inlines, and what it leads to: in the book, else in Dive into Deep
        Learning, else nothing.
    """
    label = label_of(value)
    there = numbering.target(label) or d2l_label(label)
    if found := _TITLED.fullmatch(value.strip()):
        number = there.number if there else ""
        title = found["title"].replace("%s", number).replace("{number}", number)
        return [text_node(title)], there
    if isinstance(there, Target):
        name = _name(there, role, words) or [text_node(label)]
        return transform(name, partial(_within_title, numbering, words)), there
    return [text_node(d2l_name(there, words) if there else label)], there


def _name(target: Target, role: str, words: Words) -> list[Node]:
    if target.kind == "equation":
        return [text_node(f"({target.number})" if target.number else "(…)")]
    template = {"section": words.section, "figure": words.figure, "table": words.table}
    if role == "ref" or not target.number or target.kind not in template:
        return [node.copy() for node in target.title]
    return [text_node(template[target.kind].replace("%s", target.number))]


def _within_title(numbering: Numbering, words: Words, node: Node) -> list[Node]:
    """Return what a title says in place of a node: no other title, which could refer to it."""
    if node.type != "role" or node.attrs["name"] not in ROLES:
        return [node]
    there = numbering.target(label_of(node.content))
    if there and not there.number:
        return [text_node(label_of(node.content))]
    return look_up(numbering, "numref", node.content, words)[0]


def d2l_name(label: D2LLabel, words: Words) -> str:
    """Return what a reference to another d2l chapter says, such as "D2L, Section 7.6"."""
    if not label.number:
        return f"D2L, {label.title}"
    if label.label.startswith(("fig_", "img_")):
        template = words.figure
    else:
        template = words.section if "." in label.number else words.chapter
    return f"D2L, {template.replace('%s', label.number)}"
