"""Sphinx extension of the project: labels of d2l.ai, pictures in the page, MathML."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pybtex.plugin
from docutils import nodes
from sphinx.application import Sphinx

from ninbook.build.api_pages import setup_api_pages
from ninbook.build.find_sources import setup_find_sources
from ninbook.epub.xhtml import setup_epub
from ninbook.files.own_code import digest_of_own_code
from ninbook.files.text import read_text
from ninbook.pdf.latex_breaks import setup_latex_breaks
from ninbook.pdf.latex_numbers import setup_latex_numbers
from ninbook.pdf.latex_pages import setup_latex_pages
from ninbook.pdf.latex_pictures import setup_latex_pictures
from ninbook.pdf.latex_style import setup_latex_style
from ninbook.pictures import svg_inline
from ninbook.site.assets.minify import setup_minify
from ninbook.site.assets.style_sheet import setup_style_sheet
from ninbook.site.body.bibliography import setup_bibliography
from ninbook.site.body.code_markup import setup_code_markup
from ninbook.site.body.fold_outputs import setup_fold_outputs
from ninbook.site.body.line_breaks import setup_line_breaks
from ninbook.site.body.mathml import setup_mathml
from ninbook.site.evidence import setup_evidence
from ninbook.site.languages import setup_languages
from ninbook.site.leftovers import setup_leftovers
from ninbook.site.metadata import setup_metadata
from ninbook.site.navigation import setup_navigation
from ninbook.site.not_found import setup_not_found
from ninbook.site.other_formats import setup_other_formats
from ninbook.site.page_templates import setup_page_templates
from ninbook.site.rewrite_all import setup_rewrite_all
from ninbook.site.search.index import setup_search
from ninbook.site.theme_words import setup_theme_words
from ninbook.site.widgets import setup_widgets
from ninbook.sphinx.citation_labels import setup_citation_labels
from ninbook.sphinx.given_numbers import setup_given_numbers
from ninbook.sphinx.output_pictures import PREFIX as OUTPUT
from ninbook.sphinx.output_pictures import setup_output_pictures
from ninbook.sphinx.parser import setup_parser
from ninbook.sphinx.quotes import setup_quotes
from ninbook.sphinx.visitors.elements import setup_elements
from ninbook.sphinx.visitors.figures import setup_figures
from ninbook.sphinx.visitors.links import setup_links
from ninbook.sphinx.visitors.tables import setup_tables
from ninbook.words.words import words_of


def inline_pictures(app: Sphinx, doctree: nodes.document, name: str) -> None:
    """Put plots among outputs, and adaptive pictures, into the page, whose colours they follow."""
    if app.builder.format != "html":
        return
    for number, image in enumerate(list(doctree.findall(nodes.image))):
        file = Path(app.srcdir, image["uri"])
        if file.suffix != ".svg" or not file.is_file():
            continue
        content = read_text(file)
        head = svg_inline.head_of(content)
        is_plot = file.name.startswith(OUTPUT) and svg_inline.is_plot(content)
        if not is_plot and not svg_inline.is_adaptive(head):
            image["classes"] += head.get("class", "").split()
            width = str(image.get("width", "")).removesuffix("px")
            if (ratio := svg_inline.height_by_width(head)) and width.isdigit():
                # As attributes, they keep the picture's place while it is loaded.
                image["width"], image["height"] = width, str(round(int(width) * ratio))
            continue
        label = image.get("alt", "")
        plot = words_of(app.config.language or "en").plot
        if is_plot and label == plot:
            label = ""
        drawn = svg_inline.inline(content, f"svg{number}", label, plot)
        if is_plot:
            drawn = f'<div class="cell-output">{drawn}</div>'
        image.replace_self(nodes.raw("", drawn, format="html"))


def _remember_plugins() -> None:
    """Let pybtex 0.26 search the installed packages for a plugin once, not at each citation."""
    if not hasattr(pybtex.plugin._load_entry_point, "cache_info"):
        pybtex.plugin._load_entry_point = cache(pybtex.plugin._load_entry_point)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    setup_mathml(app)
    setup_api_pages(app)
    setup_parser(app)
    setup_elements(app)
    setup_figures(app)
    setup_epub(app)
    setup_evidence(app)
    setup_links(app)
    setup_quotes(app)
    setup_tables(app)
    setup_bibliography(app)
    setup_citation_labels(app)
    setup_languages(app)
    setup_navigation(app)
    setup_given_numbers(app)
    setup_output_pictures(app)
    setup_find_sources(app)
    setup_theme_words(app)
    setup_line_breaks(app)
    setup_latex_style(app)
    setup_latex_pages(app)
    setup_latex_breaks(app)
    setup_latex_pictures(app)
    setup_latex_numbers(app)
    setup_page_templates(app)
    setup_search(app)
    setup_rewrite_all(app)
    setup_leftovers(app)
    setup_metadata(app)
    setup_not_found(app)
    setup_other_formats(app)
    setup_fold_outputs(app)
    setup_minify(app)
    setup_widgets(app)
    setup_style_sheet(app)
    setup_code_markup(app)
    _remember_plugins()
    app.connect("doctree-resolved", inline_pictures)
    return {
        "version": "1",
        # So that Sphinx reads no page that older code prepared.
        "env_version": int(digest_of_own_code()[:8], 16),
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
