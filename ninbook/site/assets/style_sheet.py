"""The style sheet of the site: the theme's without what no page uses, widgets', and the book's.

Each sheet in a page's head keeps readers waiting once more, so there is one. Sheets that a book
adds in Sphinx's settings stay by themselves, and so do those of widgets that start on request.
"""

import hashlib
import re
import zlib
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from ninbook.files.listing import state_of
from ninbook.files.memory import Memory
from ninbook.files.write import write_atomically, write_if_changed
from ninbook.site import widgets
from ninbook.site.assets.unused_css import references, without_unnamed, without_unused
from ninbook.site.written_pages import file_of, look_at_pages

SHEET = "site.css"
"""The style sheet, in the site's folder of static files."""
_THEME = ("pygments.css", "styles/furo.css")
_COLLECTED = ("search", "404")
"""Pages that no source stands for."""
_CLASSES = re.compile(r"""\bclass=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_ADDRESS = re.compile(rf"(_static/{re.escape(SHEET)})(?:\?v=[0-9a-f]+)?(?=\")")


def _names_in(file: str) -> tuple[str, str]:
    """Return what a page asks of style sheets, and the digest of the sheet that it loads: none yet.

    That is the classes of its elements and the custom properties that it names, between spaces.
    """
    text = Path(file).read_text(encoding="utf-8")
    classes = {name for found in _CLASSES.findall(text) for name in "".join(found).split()}
    return " ".join(sorted(classes | references(text))), ""


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
    memory = Memory(Path(app.doctreedir, "used_styles.json"))
    wanted = [*sorted(app.env.found_docs), *_COLLECTED]
    pages = look_at_pages(app, wanted, memory, _names_in, "styles")
    used = {name for names, _ in pages.values() for name in names.split()}
    scripts = [file.read_text(encoding="utf-8") for file in sorted(static.rglob("*.js"))]
    classes = {word for text in scripts for word in _WORD.findall(text)}
    own = "".join(_read(static / name) for name in _own())
    later = (_read(file) for file in sorted(static.glob("*.css")) if file.name != SHEET)
    named = {name for text in (*scripts, own, *later) for name in references(text)}
    theme = "".join(_read(static / name) for name in _THEME)
    sheet = _used_of(theme, classes | used, named | used, memory) + own
    write_if_changed(static / SHEET, sheet)
    digest = f"{zlib.crc32(sheet.encode()):08x}"
    for page, (names, loaded) in pages.items():
        if loaded != digest:
            _let_load(Path(file_of(app, page)), digest)
            memory.keep(page, state_of(file_of(app, page)), (names, digest))
    memory.save()


def _used_of(theme: str, classes: set[str], properties: set[str], memory: Memory) -> str:
    asked = repr((sorted(classes), sorted(properties), theme))
    state = hashlib.sha256(asked.encode()).hexdigest()
    used = memory.recall(f"_static/{SHEET}", state)
    if used is None:
        used = without_unnamed(without_unused(theme, classes), properties)
        memory.keep(f"_static/{SHEET}", state, used)
    return str(used)


def _let_load(page: Path, digest: str) -> None:
    """Let a page name the sheet as it is now, so that no browser takes one that it kept."""
    text = page.read_text(encoding="utf-8")
    renewed = _ADDRESS.sub(rf"\g<1>?v={digest}", text)
    if renewed != text:
        write_atomically(page, renewed.encode(), durable=False)


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
