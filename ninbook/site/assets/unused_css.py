"""Takes from a style sheet of the theme what no page of the site uses.

The theme dresses whatever Sphinx can write: signatures, admonitions, galleries, a hundred kinds of
words in code. A book uses a part of it, and every page would carry the rest. A rule stays if all
classes that it asks for stand on some page or are named in some script; a custom property stays if
something refers to it.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import rcssmin
import tinycss2

_NESTED = ("media", "supports", "layer", "container")


def without_unused(sheet: str, classes: set[str]) -> str:
    """Return a style sheet without rules for elements that no page has, minified."""
    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    return str(rcssmin.cssmin("".join(_used(rules, classes))))


def without_unnamed(sheet: str, elsewhere: set[str]) -> str:
    """Return a style sheet without custom properties that neither it nor ``elsewhere`` names."""
    while True:
        lighter = _with_properties(sheet, elsewhere | references(sheet))
        if lighter == sheet:
            return sheet
        sheet = lighter


def references(text: str) -> set[str]:
    """Return the custom properties that a text names other than to set them."""
    return set(re.findall(r"--[\w-]+(?![\w-]|\s*:)", text))


def _used(rules: Sequence[Any], classes: set[str]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [part for part in _split(rule.prelude) if _asked(part) <= classes]
            if selectors:
                prelude = ",".join(tinycss2.serialize(part) for part in selectors)
                yield f"{prelude}{{{tinycss2.serialize(rule.content)}}}"
        elif rule.type == "at-rule" and rule.lower_at_keyword in _NESTED and rule.content:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            body = "".join(_used(inner, classes))
            if body:
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{body}}}"
        else:
            yield rule.serialize()


def _split(prelude: Sequence[Any]) -> list[list[Any]]:
    """Cut a list of selectors at its commas."""
    selectors: list[list[Any]] = [[]]
    for token in prelude:
        if token == ",":
            selectors.append([])
        else:
            selectors[-1].append(token)
    return selectors


def _asked(selector: Sequence[Any]) -> set[str]:
    """Return the classes that a selector asks for; those within ``:not()`` and its like are not."""
    pairs = pairwise(selector)
    return {name.value for dot, name in pairs if dot == "." and name.type == "ident"}


def _with_properties(sheet: str, named: set[str]) -> str:
    """Return a minified sheet that sets no other custom properties than those named."""

    def shorter(block: re.Match[str]) -> str:
        if "--" not in block[0]:
            return block[0]
        kept = []
        for each in tinycss2.parse_blocks_contents(block[1], skip_whitespace=True):
            if each.type != "declaration":
                return block[0]
            if not each.name.startswith("--") or each.name in named:
                important = "!important" if each.important else ""
                value = tinycss2.serialize(each.value).strip()
                kept.append(f"{each.name}:{value}{important}")
        return f"{{{';'.join(kept)}}}"

    return re.sub(r"\{([^{}]*)\}", shorter, sheet)
