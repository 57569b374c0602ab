"""Pages of Markdown, built by Sphinx from their nodes."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from docutils import nodes
from selectolax.lexbor import LexborHTMLParser, LexborNode

from ninbook.document.citations import Citations
from ninbook.document.document import Document
from ninbook.document.nodes import Node
from ninbook.document.numbering import Numbering
from ninbook.document.outline import read_outlines
from ninbook.sphinx.pages import SUFFIX, serialised
from ninbook.words.words import ENGLISH
from tests.projects import PNG, build_project

CONF = """\
extensions = ['sphinxcontrib.bibtex', 'ninbook.build.extension']
html_theme = 'furo'
html_math_renderer = 'mathml'
html_permalinks_icon = '#'
numfig = math_numfig = math_number_all = True
numfig_secnum_depth = 2
numfig_format = {'figure': 'Fig. %s', 'table': 'Table %s', 'section': 'Section %s'}
bibtex_bibfiles = ['references.bib']
bibtex_reference_style = 'author_year'
latex_engine = 'xelatex'
latex_elements = {}
ninbook_languages = ['en', 'ko']
"""
INDEX = "# Index\n\n```toc\n:numbered:\n\n{entries}\n```\n"
BIBLIOGRAPHY = """\
@article{DBLP:journals/corr/LinCY13,
  author={Min Lin and Qiang Chen and Shuicheng Yan}, title={Network In Network}, year={2013}
}
@book{kim2020, author={김, 철수 and 이, 영희}, title={딥러닝}, publisher={한빛}, year={2020}}
"""


@dataclass(frozen=True)
class Book:
    """What Sphinx made of a book."""

    folder: Path
    messages: str

    def body(self, page: str) -> LexborNode:
        """The text of a page of the site."""
        html = (self.folder / "html" / f"{page}.html").read_text(encoding="utf-8")
        article = LexborHTMLParser(html).css_first("article")
        assert article is not None
        return article

    def again(self) -> Book:
        """Build the site again, after an edit to its files."""
        return Book(self.folder, build_project(self.folder)[1])

    @property
    def latex(self) -> str:
        return next((self.folder / "latex").glob("*.tex")).read_text(encoding="utf-8")

    def chapter(self, title: str) -> str:
        """The LaTeX of a page, from its title on."""
        return self.latex.partition(f"\\chapter{{{title}}}")[2].partition("\\sphinxstepscope")[0]


Build = Callable[..., Book]
Read = Callable[..., nodes.document]


@pytest.fixture(scope="module")
def build_book(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Builds pages, Markdown or nodes, by their names; pictures are files of ``img``."""

    def build(
        pages: Mapping[str, str | list[Node]],
        builder: str = "html",
        images: Mapping[str, bytes] = {},
        settings: Mapping[str, Any] = {},
        index: str = INDEX,
    ) -> Book:
        folder = tmp_path_factory.mktemp("book")
        own = "".join(f"{name} = {value!r}\n" for name, value in settings.items())
        (folder / "conf.py").write_text(CONF + own)
        (folder / "references.bib").write_text(BIBLIOGRAPHY)
        for name, content in images.items():
            (folder / "img").mkdir(exist_ok=True)
            (folder / "img" / name).write_bytes(content)
        texts = {"index": index.format(entries="\n".join(pages)), **pages}
        given = {Path(f"{name}.md"): page for name, page in texts.items()}
        documents = {
            file: Document(file, file, page if isinstance(page, str) else "")
            for file, page in given.items()
        }
        for file, page in given.items():
            if not isinstance(page, str):
                vars(documents[file])["nodes"] = page
        numbering = Numbering(read_outlines(documents, documents.__getitem__))
        works = Citations(folder / "references.bib")
        for file, document in documents.items():
            page = given[file]
            shown = page
            if isinstance(page, str):
                shown = [node for _, node in document.blocks_in_tab("pytorch", "pytorch")]
            written = folder / file.with_suffix(SUFFIX)
            written.parent.mkdir(exist_ok=True)
            content, pictures = serialised(file, file, shown, numbering, works, ENGLISH)
            written.write_text(content, encoding="utf-8")
            for name, picture in pictures.items():
                (written.parent / name).write_bytes(picture)
        return Book(folder, build_project(folder, builder)[1])

    return build


@pytest.fixture(scope="module")
def site(build_book: Build, request: pytest.FixtureRequest) -> Book:
    """The pages of a module, as a site."""
    return build_book(request.module.PAGES, "html", {"p.png": PNG})


@pytest.fixture(scope="module")
def book(build_book: Build, request: pytest.FixtureRequest) -> Book:
    """The pages of a module, as LaTeX."""
    return build_book(request.module.PAGES, "latex", {"p.png": PNG})


@pytest.fixture(scope="module")
def tree_of(build_book: Build) -> Read:
    """Reads a page, given its Markdown or its nodes, as Sphinx keeps it."""

    def read(page: str | list[Node], **others: str) -> nodes.document:
        book = build_book({"page": page, **others}, "dummy")
        kept: nodes.document = pickle.loads((book.folder / "trees/page.doctree").read_bytes())
        return kept

    return read
