"""SVG as a tree: read, named anew, and written."""

import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import tinycss2

NAMESPACE = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_URL = re.compile(r"""url\(\s*(["']?)#([^"')\s]+)\1\s*\)""")
_LISTS = ("aria-labelledby", "aria-describedby")
ElementTree.register_namespace("", NAMESPACE[1:-1])


def read(svg: str) -> Element:
    """Parse a picture; comments and what stands before its element are left out.

    Raises:
        xml.etree.ElementTree.ParseError: it is no XML.
    """
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        if f"{_XLINK}href" in element.attrib:
            element.set("href", element.attrib.pop(f"{_XLINK}href"))
    return root


def write(root: Element) -> str:
    """Return a tree as an element of a page."""
    return ElementTree.tostring(root, encoding="unicode")


def name_of(element: Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.removeprefix(NAMESPACE)


def all_named(root: Element, name: str) -> Iterator[Element]:
    """Yield the elements of a name below a root."""
    return (element for element in root.iter() if name_of(element) == name)


def references(root: Element) -> set[str]:
    """Return the ids that something in a tree refers to."""
    found: set[str] = set()
    for element in root.iter():
        for name, value in element.attrib.items():
            if name == "href" and value.startswith("#"):
                found.add(value[1:])
            elif name in _LISTS:
                found.update(value.split())
            found.update(url[2] for url in _URL.finditer(value))
        if name_of(element) == "style":
            found.update(url[2] for url in _URL.finditer(element.text or ""))
            found.update(_selected(element.text or ""))
    return found


def rename_ids(root: Element, prefix: str) -> None:
    """Put a prefix before all ids and what refers to them, but for those that begin with fig-."""
    ids = (element.get("id", "") for element in root.iter())
    names = {name: f"{prefix}-{name}" for name in ids if name and not name.startswith("fig-")}
    for element in root.iter():
        for attribute, value in element.attrib.items():
            if attribute == "id":
                value = names.get(value, value)
            elif attribute == "href" and value.startswith("#"):
                value = f"#{names.get(value[1:], value[1:])}"
            elif attribute in _LISTS:
                value = " ".join(names.get(name, name) for name in value.split())
            element.set(attribute, _with_urls(value, names))
        if name_of(element) == "style" and element.text:
            element.text = _with_urls(_with_selectors(element.text, names), names)


def _with_urls(text: str, names: Mapping[str, str]) -> str:
    return _URL.sub(lambda url: f"url(#{names.get(url[2], url[2])})", text)


def _selected(css: str) -> Iterator[str]:
    for rule in tinycss2.parse_stylesheet(css):
        yield from (part.value for part in getattr(rule, "prelude", ()) if part.type == "hash")


def _with_selectors(css: str, names: Mapping[str, str]) -> str:
    """Return a style sheet in which selectors by id have other names; colours stay."""
    if not names.keys() & set(_selected(css)):
        return css
    rules = tinycss2.parse_stylesheet(css)
    for rule in rules:
        for part in getattr(rule, "prelude", ()):
            if part.type == "hash":
                part.value = names.get(part.value, part.value)
    return str(tinycss2.serialize(rules))
