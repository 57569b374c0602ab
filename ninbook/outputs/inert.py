"""Makes outputs inert: nothing in them runs, and nothing in them asks another host for anything."""

import re
from functools import lru_cache
from typing import Any

import markdown_it
import nh3
from selectolax.lexbor import LexborHTMLParser

from ninbook.outputs.form import data_of

_TAGS = nh3.ALLOWED_TAGS - {"map", "area"}
_SHAPES = {
    *("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text"),
    *("tspan", "textpath", "defs", "use", "symbol", "marker", "clippath", "mask", "pattern"),
    *("lineargradient", "radialgradient", "stop", "image", "title", "desc", "metadata"),
    *("style", "filter", "fegaussianblur", "feoffset", "femerge", "femergenode"),
}
_KNOWN = {"html", "head", "body", *_TAGS, *_SHAPES}  # of which a parser adds the first three
_DESCRIPTION = re.compile(r"(rdf|cc|dc):\w+")  # of a picture, by matplotlib and Inkscape
_ATTRIBUTES = {
    **nh3.ALLOWED_ATTRIBUTES,
    "*": {"class", "style", "title", "lang", "dir", "align", "valign", "width", "height", "role"},
}
_OPENED = ("href", "cite")
"""Attributes with an address that a reader may follow."""
_LOADED = (
    *("src", "srcset", "poster", "background", "data", "action", "formaction", "ping"),
    *("xlink:href", "srcdoc", "codebase", "classid", "manifest", "icon", "dynsrc", "lowsrc"),
)
"""Attributes with an address that a browser asks by itself."""
_FOLLOWED = re.compile(r"(https?:|mailto:|#|[\w./?-][\w./?#=&%~-]*$)", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[\w+/=\s]*", re.IGNORECASE)
_OUTSIDE = re.compile(r"url\s*\(\s*[\"']?(?!\#)|@import|expression\s*\(|\\", re.IGNORECASE)
"""In a style: what loads something, and what hides it."""
_TEX = re.compile(
    r"\\(input|include|openin|openout|read|write|immediate|special|catcode|csname|scantokens"
    r"|let|[gex]?def|newcommand|renewcommand|usepackage|directlua|verbatiminput|lstinputlisting"
    r"|includegraphics|href|url)\b|\^\^"
)
"""What reads or writes files in TeX, or hides that."""
_RAW_IN_MARKDOWN = re.compile(
    r"\{=|\]\s*\(\s*<?\s*(?!https?:|mailto:|#)[a-z][\w+.-]*:", re.IGNORECASE
)
_DECLARED = re.compile(r"<!DOCTYPE[^>]*\[|<\?xml-stylesheet", re.IGNORECASE)
"""In XML: entities of its own, which could become anything, and styles from elsewhere."""
_START, _END = "ninbook-start", "ninbook-end"
_SCRIPTS = ("application/javascript", "text/javascript", "application/ecmascript")


def make_inert(notebook: Any) -> list[str]:
    """Change the outputs of a notebook that do more than be looked at.

    HTML loses scripts, event handlers, frames and what is loaded from elsewhere; Markdown that has
    such is shown as plain text; pictures and formulas that have such are left out.

    Returns:
        What was done, such as "cell 3: text/html made inert"; cells are counted from 1.
    """
    done = []
    for number, data in data_of(notebook):
        for mime, text in list(data.items()):
            if not isinstance(text, str) or is_inert(mime, text):
                continue
            what = "left out"
            if mime == "text/html":
                data[mime], what = _clean(text), "made inert"
            else:
                del data[mime]
            if mime == "text/markdown":
                data["text/plain"] = text
                what = "shown as plain text"
            done.append(f"cell {number}: {mime} {what}")
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("data", True)]
    return done


@lru_cache(maxsize=4096)
def is_inert(mime: str, text: str) -> bool:
    """Tell whether an output of a MIME type can only be looked at."""
    if mime in _SCRIPTS:
        return False
    if mime == "text/html":
        return _only_shows(text)
    if mime == "image/svg+xml":
        return _DECLARED.search(text) is None and _only_shows(text)
    if mime == "text/markdown":
        is_raw = _RAW_IN_MARKDOWN.search(text) or _TEX.search(text)
        return not is_raw and _only_shows(_html_in(text))
    if mime == "text/latex":
        return _TEX.search(text) is None
    return True


def _html_in(markdown: str) -> str:
    """Return the HTML that a text in Markdown makes, its own and that within it."""
    return str(
        markdown_it.MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)
    )


def _only_shows(html: str) -> bool:
    page = LexborHTMLParser(f'<div id="{_START}">{html}<i id="{_END}"></i></div>')
    end = page.css(f"#{_END}")
    if not end or end[-1].parent is None or end[-1].parent.attributes.get("id") != _START:
        return False  # it would swallow or close what stands around it
    for node in page.css("*"):
        tag = (node.tag or "").lower()
        if not (tag in _KNOWN or _DESCRIPTION.fullmatch(tag)):
            return False
        if tag == "style" and _OUTSIDE.search(node.text()):
            return False
        for name, value in node.attributes.items():
            if not _is_harmless(tag, name.lower(), value or ""):
                return False
    return True


def _is_harmless(tag: str, name: str, value: str) -> bool:
    value = value.strip()
    if name.startswith("on") or name in ("http-equiv", "data-widget"):
        return False
    if name == "style" or (name not in _OPENED and "url(" in value):
        return _OUTSIDE.search(value) is None
    if name in _OPENED and tag == "a":
        return not value or _FOLLOWED.match(value) is not None
    if name in _OPENED or name in _LOADED:
        return not value or value.startswith("#") or _PICTURE.fullmatch(value) is not None
    return True


def _clean(html: str) -> str:
    def kept(tag: str, name: str, value: str) -> str | None:
        return value if _is_harmless(tag, name, value) else None

    return nh3.clean(
        html,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        attribute_filter=kept,
        url_schemes={"http", "https", "mailto", "data"},
    )
