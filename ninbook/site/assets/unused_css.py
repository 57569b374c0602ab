"""Takes from the theme's style sheets what no page of the site uses.

The theme dresses whatever Sphinx can write: signatures, admonitions, galleries, a hundred kinds of
words in code. A book uses a part of it, and every page would carry the rest. A rule stays if all
classes that it asks for stand on some page or are named in some script; a custom property stays if
something refers to it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import rcssmin
import tinycss2
from sphinx.application import Sphinx

from ninbook.files.listing import state_of
from ninbook.files.memory import Memory
from ninbook.files.write import write_atomically
from ninbook.site.written_pages import written_pages

SHEETS = ("styles/furo.css", "pygments.css")
"""Sheets of the theme, in the site's folder of static files; the book's own are left alone."""
_COLLECTED = ("search", "404")
"""Pages that no source stands for."""
_CLASSES = re.compile(r"""\bclass=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_NESTED = ("media", "supports", "layer", "container")


def without_unused(sheet: str, classes: set[str]) -> str:
    """Return a style sheet without rules for elements that no page has, minified.

    Args:
        sheet: the style sheet.
        classes: those that elements may have.
    """
    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    return str(rcssmin.cssmin("".join(_used(rules, classes))))


def without_unnamed(sheet: str, elsewhere: set[str]) -> str:
    """Return a style sheet without custom properties to which nothing refers.

    Args:
        sheet: the style sheet.
        elsewhere: the `references` of all else: pages, scripts, other sheets.
    """
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
    """Return the classes that a selector asks for; those within ``:not()`` and its like are not.

    Args:
        selector: its tokens.
    """
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


@dataclass(frozen=True)
class _Page:
    """What a page asks of style sheets.

    Attributes:
        classes: those of its elements, with spaces between them.
        references: custom properties that it names, likewise.
        sheets: the digests of the sheets that it loads.
    """

    classes: str
    references: str
    sheets: str

    @classmethod
    def of(cls, text: str, sheets: str) -> _Page:
        """Read a page; what it loads is said by the caller."""
        classes = {name for found in _CLASSES.findall(text) for name in "".join(found).split()}
        return cls(" ".join(sorted(classes)), " ".join(sorted(references(text))), sheets)


class _Pages:
    """The pages of a site; those that are as they were at the last build are not read."""

    def __init__(self, app: Sphinx) -> None:
        names = [*sorted(app.env.found_docs), *_COLLECTED]
        self._memory = Memory(Path(app.doctreedir, "used_styles.json"))
        self.found = {file: self._read(file, state) for _, file, state in written_pages(app, names)}

    def _read(self, file: str, state: str) -> _Page:
        known = self._memory.recall(file, state)
        return _Page(**known) if known else _Page.of(Path(file).read_text(encoding="utf-8"), "")

    def name(self, static: Path, sheets: dict[Path, str]) -> None:
        """Let the pages name the sheets as they are now."""
        digests = " ".join(_digest(sheets[file]) for file in sorted(sheets))
        for file, page in self.found.items():
            if page.sheets != digests:
                text = Path(file).read_text(encoding="utf-8")
                renewed = _with_digests(text, static, sheets)
                if renewed != text:
                    write_atomically(Path(file), renewed.encode(), durable=False)
                now = asdict(_Page(page.classes, page.references, digests))
                self._memory.keep(file, state_of(file), now)
        self._memory.save()


def _lighten(app: Sphinx, error: Exception | None) -> None:
    # The theme writes its files anew in every build, so what all pages ask for is needed always.
    if error is not None or app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    pages = _Pages(app)
    scripts = [file.read_text(encoding="utf-8") for file in sorted(static.rglob("*.js"))]
    classes = {word for text in scripts for word in _WORD.findall(text)}
    classes.update(*(page.classes.split() for page in pages.found.values()))
    sheets = {static / name for name in SHEETS} & set(static.rglob("*.css"))
    light = {
        file: without_unused(file.read_text(encoding="utf-8"), classes) for file in sorted(sheets)
    }
    own = [file.read_text("utf-8") for file in sorted(static.glob("*.css")) if file not in sheets]
    named = {name for text in (*scripts, *own) for name in references(text)}
    named.update(*(page.references.split() for page in pages.found.values()))
    for file in light:
        rest = (references(text) for other, text in light.items() if other != file)
        light[file] = without_unnamed(light[file], named.union(*rest))
        write_atomically(file, light[file].encode(), durable=False)
    pages.name(static, light)


def _with_digests(page: str, static: Path, sheets: dict[Path, str]) -> str:
    """Let a page name the sheets as they are now, so that no browser takes those that it kept."""
    for file, text in sheets.items():
        name = re.escape(file.relative_to(static).as_posix())
        address = rf"(_static/{name}\?v=)[0-9a-f]+"
        page = re.sub(address, rf"\g<1>{_digest(text)}", page)
    return page


def _digest(sheet: str) -> str:
    return f"{zlib.crc32(sheet.encode()):08x}"


def setup_unused_css(app: Sphinx) -> None:
    """Register this module with Sphinx, after whatever writes style sheets and pages."""
    app.connect("build-finished", _lighten, priority=950)
