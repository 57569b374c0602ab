"""Sphinx extension of the project: labels of d2l.ai, pictures in the page, MathML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.images import get_image_size

from ninbook.build import api_pages
from ninbook.epub import xhtml
from ninbook.files.listing import is_file
from ninbook.files.memory import digest_of_own_code
from ninbook.files.text import read_svg
from ninbook.pdf import latex_style
from ninbook.pictures import svg_inline
from ninbook.site import (
    earlier_builds,
    evidence,
    languages,
    metadata,
    navigation,
    not_found,
    other_formats,
    page_templates,
    widgets,
)
from ninbook.site.assets import static_files, style_sheet
from ninbook.site.body import code_blocks, line_breaks, visitors
from ninbook.site.search import index
from ninbook.sphinx import citation_labels, given_numbers, output_forms, parser, quotes
from ninbook.sphinx.visitors import elements, figures, links, tables
from ninbook.words.words import words_of

_PARTS = (
    visitors,
    api_pages,
    parser,
    elements,
    figures,
    xhtml,
    evidence,
    links,
    quotes,
    tables,
    citation_labels,
    languages,
    navigation,
    given_numbers,
    output_forms,
    line_breaks,
    latex_style,
    page_templates,
    index,
    earlier_builds,
    metadata,
    not_found,
    other_formats,
    code_blocks,
    static_files,
    widgets,
    style_sheet,
)
"""Modules with a function ``setup``; at events that several ask for, they come in this order."""


def inline_pictures(app: Sphinx, doctree: nodes.document, name: str) -> None:
    """Put plots among outputs, and adaptive pictures, into the page, whose colours they follow."""
    if app.builder.format != "html":
        return
    for number, image in enumerate(list(doctree.findall(nodes.image))):
        file = Path(app.srcdir, image["uri"])
        if not is_file(file):
            continue
        if file.suffix != ".svg":
            _keep_place(image, file)
            continue
        content = read_svg(file)
        head = svg_inline.head_of(content)
        is_plot = file.name.startswith(output_forms.PREFIX) and svg_inline.is_plot(content)
        if not is_plot and not svg_inline.is_adaptive(head):
            image["classes"] += head.get("class", "").split()
            _keep_place(image, file, svg_inline.height_by_width(head))
            continue
        label = image.get("alt", "")
        plot = words_of(app.config.language or "en").plot
        if is_plot and label == plot:
            label = ""
        drawn = svg_inline.inline(content, f"svg{number}", label, plot)
        if is_plot:
            drawn = f'<div class="cell-output">{drawn}</div>'
        image.replace_self(nodes.raw("", drawn, format="html"))


def _keep_place(image: nodes.image, file: Path, ratio: float | None = None) -> None:
    """Say how large a picture will be, by attributes, so that nothing moves once it is loaded."""
    width = str(image.get("width", "")).removesuffix("px")
    if (size := get_image_size(file)) and min(size) > 0:
        width, ratio = width or str(size[0]), size[1] / size[0]
    if ratio and width.isdigit() and not {"height", "scale"} & image.attributes.keys():
        image["width"], image["height"] = width, str(round(int(width) * ratio))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx."""
    for part in _PARTS:
        part.setup(app)
    app.connect("doctree-resolved", inline_pictures)
    return {
        "version": "1",
        # So that Sphinx reads no page that older code prepared.
        "env_version": int(digest_of_own_code()[:8], 16),
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
