"""The style sheet of the site: the theme's without what no page uses, widgets', and the book's.

Each sheet in a page's head keeps readers waiting once more, so there is one. Sheets that a book
adds in Sphinx's settings stay by themselves, and so do those of widgets that start on request.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from ninbook.files.listing import state_of
from ninbook.files.memory import Memory
from ninbook.files.processes import shared_out
from ninbook.files.write import write_atomically, write_if_changed
from ninbook.site import widgets
from ninbook.site.assets.unused_css import references, without_unnamed, without_unused
from ninbook.site.written_pages import written_pages

SHEET = "site.css"
"""The style sheet, in the site's folder of static files."""
_THEME = ("pygments.css", "styles/furo.css")
_COLLECTED = ("search", "404")
"""Pages that no source stands for."""
_CLASSES = re.compile(r"""\bclass=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_ADDRESS = re.compile(rf"(_static/{re.escape(SHEET)})(?:\?v=[0-9a-f]+)?(?=\")")


@dataclass(frozen=True)
class _Page:
    """What a page asks of style sheets."""

    classes: str  # those of its elements, with spaces between them
    references: str  # custom properties that it names, likewise
    digest: str = ""  # that of the sheet that it loads

    @classmethod
    def of(cls, file: str) -> _Page:
        """Read a page; what it loads is said by the caller."""
        text = Path(file).read_text(encoding="utf-8")
        classes = {name for found in _CLASSES.findall(text) for name in "".join(found).split()}
        return cls(" ".join(sorted(classes)), " ".join(sorted(references(text))))


class _Pages:
    """The pages of a site; those that are as they were at the last build are not read."""

    def __init__(self, app: Sphinx) -> None:
        names = [*sorted(app.env.found_docs), *_COLLECTED]
        self._memory = Memory(Path(app.doctreedir, "used_styles.json"))
        recall = self._memory.recall
        known = {file: recall(file, state) for _, file, state in written_pages(app, names)}
        new = [file for file, page in known.items() if not page]
        self.found = {file: _Page(**page) for file, page in known.items() if page}
        self.found.update(zip(new, shared_out("styles", _Page.of, new), strict=True))

    def name(self, digest: str) -> None:
        """Let the pages name the sheet as it is now, so that no browser takes one that it kept."""
        for file, page in self.found.items():
            if page.digest != digest:
                text = Path(file).read_text(encoding="utf-8")
                renewed = _ADDRESS.sub(rf"\g<1>?v={digest}", text)
                if renewed != text:
                    write_atomically(Path(file), renewed.encode(), durable=False)
                now = asdict(_Page(page.classes, page.references, digest))
                self._memory.keep(file, state_of(file), now)
        self._memory.save()


def _replace_sheets(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    if app.builder.format != "html":
        return
    joined = {f"_static/{name}" for name in (*_THEME, *_own())}
    others = [
        file
        for file in context.get("css_files", ())
        if str(getattr(file, "filename", file)) not in joined
    ]
    context["css_files"] = [f"_static/{SHEET}", *others]


def _join_sheets(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    pages = _Pages(app)
    scripts = [file.read_text(encoding="utf-8") for file in sorted(static.rglob("*.js"))]
    classes = {word for text in scripts for word in _WORD.findall(text)}
    classes.update(*(page.classes.split() for page in pages.found.values()))
    own = "".join(_read(static / name) for name in _own())
    later = (_read(file) for file in sorted(static.glob("*.css")) if file.name != SHEET)
    named = {name for text in (*scripts, own, *later) for name in references(text)}
    named.update(*(page.references.split() for page in pages.found.values()))
    theme = "".join(_read(static / name) for name in _THEME)
    sheet = without_unnamed(without_unused(theme, classes), named) + own
    write_if_changed(static / SHEET, sheet)
    pages.name(f"{zlib.crc32(sheet.encode()):08x}")


def _own() -> list[str]:
    starting = [widget for widget in widgets.WIDGETS.values() if not widget.on_request]
    files = (file for widget in starting for file in widget.files if file.endswith(".css"))
    return [*files, "ninbook.css", "d2l.css"]


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def setup(app: Sphinx) -> None:
    """Register this module with Sphinx, after whatever writes style sheets and pages."""
    app.connect("html-page-context", _replace_sheets, priority=950)
    app.connect("build-finished", _join_sheets, priority=950)
