"""Sphinx's builder of EPUBs, with what EPUB 3.3 asks for besides."""

import os
import re
import time
from collections.abc import Set
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders._epub_base import MEDIA_TYPES
from sphinx.builders.epub3 import HTML_TAG, Epub3Builder
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.transforms.post_transforms import SphinxPostTransform

from ninbook.words.words import words_of

_MATHML = "http://www.w3.org/1998/Math/MathML"

_FIRST, _LAST = (1980, 1, 1, 0, 0, 0), (2107, 12, 31, 23, 59, 58)
"""The times between which files in an archive are dated."""
_SCRIPT_LEVEL = re.compile(r'(<m(?!style)\w+\b[^<>]*) scriptlevel="[^"]*"')
"""An attribute that MathML Core has everywhere, and MathML 3, as in EPUBs, in few elements."""


class BookEpub(Epub3Builder):
    """Makes the same bytes of the same pages."""

    format = "epub"  # not "html", so that nothing of the site gets into the book
    media_types = MEDIA_TYPES | {name.upper(): kind for name, kind in MEDIA_TYPES.items()}

    def create_template_bridge(self) -> None:
        """Use Sphinx's own templates, without those of the site."""
        self.templates = BuiltinTemplateLoader()

    def gen_pages_from_extensions(self) -> None:
        """Write no pages of the site's own."""

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Say of pages in which language they are, and call the contents by its word for them."""
        super().prepare_writing(docnames)
        language = self.config.epub_language
        tag = HTML_TAG.replace(">", f' lang="{language}" xml:lang="{language}">')
        self.globalcontext["html_tag"] = tag
        self.guide_titles = {**self.guide_titles, "toc": words_of(language).contents}

    def handle_page(
        self, pagename: str, addctx: dict[str, Any], *args: Any, **options: Any
    ) -> None:
        """Write a page, in which formulas say that they are MathML, as XML asks."""
        if "body" in addctx:
            body = _SCRIPT_LEVEL.sub(r"\1", addctx["body"])
            addctx["body"] = body.replace("<math ", f'<math xmlns="{_MATHML}" ')
        super().handle_page(pagename, addctx, *args, **options)

    def build_content(self) -> None:
        """Write the list of files, which says of each what readers must be able to show."""
        super().build_content()
        file = Path(self.outdir, "content.opf")
        content = file.read_text(encoding="utf-8")
        for name in self.files:
            shown = Path(self.outdir, name)
            if name == self.config.epub_cover[0]:
                properties = "cover-image"
            elif shown.suffix == ".xhtml" and "<math " in shown.read_text(encoding="utf-8"):
                properties = "mathml"
            else:
                continue
            item = f'href="{name}"'
            content = content.replace(item, f'{item} properties="{properties}"', 1)
        file.write_text(content, encoding="utf-8")

    def build_epub(self) -> None:
        """Pack the files, with the time of the sources."""
        date = max(_FIRST, min(time.gmtime(int(os.environ["SOURCE_DATE_EPOCH"]))[:6], _LAST))
        first = ("mimetype", "META-INF/container.xml", "content.opf", "toc.ncx")
        with ZipFile(self.outdir / f"{self.config.epub_basename}.epub", "w") as archive:
            for name in dict.fromkeys((*first, *self.files)):
                entry = ZipInfo(name, date)
                entry.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
                archive.writestr(entry, Path(self.outdir, name).read_bytes())


class ForReaders(SphinxPostTransform):
    """Removes HTML that need not be XML, for which PDFs have something else, and lazy loading.

    Some readers lay out a chapter once, and leave no room for pictures that come later.
    """

    default_priority = 5
    formats = ("epub",)

    def run(self, **kwargs: Any) -> None:
        """Change the document."""
        for raw in list(self.document.findall(nodes.raw)):
            raw.parent.remove(raw)
        for image in self.document.findall(nodes.image):
            image.attributes.pop("loading", None)


def setup(app: Sphinx) -> None:
    """Register this module with Sphinx."""
    app.add_builder(BookEpub, override=True)
    app.add_post_transform(ForReaders)
