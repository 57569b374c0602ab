"""Tells machines what a page is: description, Open Graph, schema.org, its address, a sitemap.

Addresses are known only if ``[html] base_url`` of ``config.ini`` says where the site will stand;
without it, whatever must be an absolute address is left out.
"""

import json
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from ninbook.files.write import write_if_changed
from ninbook.site.languages import address_of, alternates_of, language_of
from ninbook.site.search.text import sections_of

_PARAGRAPH = re.compile(r"<p>.*?</p>", re.DOTALL)
_LONGEST = 200


def describe(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    """Tell the templates what a page's head says of it."""
    is_written = doctree is not None and app.builder.format == "html"
    context["pageurl"] = url = address_of(app, page) if is_written else ""
    if not is_written:  # a search has no address of its own, a page that isn't there none at all
        return
    title = app.env.titles[page].astext()
    summary = summary_of(context["body"])
    image = app.config.ninbook_image if url else ""
    language = language_of(app)
    is_start = page == app.config.root_doc
    context["properties"] = {
        "og:type": "website" if is_start else "article",
        "og:title": title,
        "og:description": summary,
        "og:site_name": app.config.project,
        "og:url": url,
        "og:image": f"{app.config.html_baseurl}_static/{image}" if image else "",
    }
    resource = {
        "@context": "https://schema.org",
        "@type": "LearningResource",
        "name": title,
        "description": summary,
        "inLanguage": language,
        "author": app.config.author,
        "copyrightNotice": app.config.copyright,
        "learningResourceType": "textbook",
        "url": url,
        "isPartOf": {"@type": "Book", "name": app.config.project, "inLanguage": language},
    }
    # A page's text may not end the element.
    data = json.dumps({k: v for k, v in resource.items() if v}, ensure_ascii=False)
    context["learning_resource"] = data.replace("<", "\\u003c")


def summary_of(body: str) -> str:
    """Return a page's first paragraph, as plain text, and not more than a line or two of it."""
    for found in _PARAGRAPH.finditer(body):
        sections = sections_of(f"<article>{found[0]}</article>")
        if sections:
            return _shortened(sections[0].texts[0][2])
    return ""


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    sentences = text[:_LONGEST].rsplit(". ", 1)
    if len(sentences) == 2:
        return f"{sentences[0]}."
    return text[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"


def write_sitemap(app: Sphinx, error: Exception | None) -> None:
    """Write the addresses of all pages in all languages; the first language's edition does it."""
    languages = app.config.ninbook_languages
    first = language_of(app) == languages[0]
    if error is not None or app.builder.format != "html" or not first:
        return
    file = Path(app.outdir, "sitemap.xml")
    if not app.config.ninbook_base_url:
        file.unlink(missing_ok=True)
        return
    ordered = dict.fromkeys([*app.env.collect_relations(), *sorted(app.env.found_docs)])
    builder: Any = app.builder
    pages = [alternates_of(app, page) for page in ordered]
    write_if_changed(file, builder.templates.render("sitemap.xml", {"pages": pages}) + "\n")


def setup(app: Sphinx) -> None:
    """Register this module with Sphinx."""
    app.add_config_value("ninbook_image", "", "html", str)
    app.connect("html-page-context", describe)
    app.connect("build-finished", write_sitemap)
