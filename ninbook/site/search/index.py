"""Search without a server: an index of what each page shows, and a page that asks it.

The index holds the text itself, section by section, and the site's script looks for words anywhere
in it. So a Korean word is found inside compounds and before particles without a dictionary, and an
identifier by any part of it. A result shows its surroundings even from ``file://``, where no page
may fetch another. Sphinx's own index knows whole words alone and fetches pages for their text.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from ninbook.files.memory import Memory
from ninbook.files.write import write_if_changed
from ninbook.frameworks import FRAMEWORKS
from ninbook.site.search.text import sections_of
from ninbook.site.written_pages import look_at_pages
from ninbook.words.words import words_of

INDEX = "search-index.js"
"""The index: a script, because a page from ``file://`` may load nothing else."""
PAGE = "search"


def _replace_sphinx_search(app: Sphinx) -> None:
    app.builder.search = False  # type: ignore[attr-defined]


def _tell_templates(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    context["words"] = words_of(app.config.language or "en")


def _collect_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    context = {
        "title": words_of(app.config.language or "en").search,
        "search_index": INDEX,
        "search_titles": json.dumps({f.tab: f.title for f in FRAMEWORKS}),
    }
    yield PAGE, context, "search.html"


def write_index(app: Sphinx, error: Exception | None) -> None:
    """Write the index of all pages, reading again only those that changed."""
    if error is not None or app.builder.format != "html":
        return
    memory = Memory(Path(app.doctreedir, "search.json"))
    ordered = [*app.env.collect_relations(), *sorted(app.env.found_docs)]
    found = look_at_pages(app, dict.fromkeys(ordered), memory, _as_script, "the search index")
    memory.save()
    entries = (
        f"[{_compact(app.builder.get_target_uri(page))},[{sections}]]"
        for page, sections in found.items()
        if sections
    )
    content = "globalThis.ninbookPages = [{}];\n".format(",\n".join(entries))
    write_if_changed(Path(app.outdir, INDEX), content)


def _as_script(file: str) -> str:
    """Return the sections of a page as entries of the index, a line for each."""
    sections = sections_of(Path(file).read_text(encoding="utf-8"))
    return ",\n".join(_compact([part.anchor, part.title, part.texts]) for part in sections)


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def setup(app: Sphinx) -> None:
    """Register this module with Sphinx, in place of Sphinx's own search."""
    app.connect("builder-inited", _replace_sphinx_search)
    app.connect("html-collect-pages", _collect_page)
    app.connect("html-page-context", _tell_templates)
    # When no page is written any more; else the next build would find them all changed.
    app.connect("build-finished", write_index, priority=960)
