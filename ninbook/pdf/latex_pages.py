"""What a PDF shows otherwise than the site: foreword, bibliography, small print, pictures."""

import os
from typing import Any

from docutils import nodes
from PIL import Image
from sphinx.addnodes import start_of_file, toctree
from sphinx.builders.latex.nodes import thebibliography
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.transforms.post_transforms.images import ImageConverter
from sphinx.util.texescape import escape

from ninbook.words.words import words_of


class LatexTransform(SphinxPostTransform):
    """Changes the document for LaTeX alone."""

    default_priority = 760
    formats = ("latex",)


class Foreword(LatexTransform):
    """Heads the text of the index page, whose title LaTeX takes for the book's.

    Its sections belong to the text, even if they stand below the list of the other pages.
    """

    def run(self, **kwargs: Any) -> None:
        """Change the document."""
        section = next(iter(self.document.findall(nodes.section)), None)
        if section is None or not isinstance(section[0], nodes.title):
            return
        pages = [n for n, child in enumerate(section) if _holds_pages(child)]
        first = next((n for n, child in enumerate(section) if _is_contents(child)), len(section))
        text = section[1:first]
        if pages:
            text += [
                c for c in section[first:] if isinstance(c, nodes.section) and not _holds_pages(c)
            ]
        if all(isinstance(node, nodes.Invisible) for node in text):
            return
        title = escape(section[0].astext(), self.config.latex_engine)
        heading = rf"\chapter*{{{title}}}\addcontentsline{{toc}}{{chapter}}{{{title}}}"
        for node in text:
            section.remove(node)
        heading += rf"\markboth{{{title}}}{{}}"
        section.insert(1, nodes.section("", raw_latex(heading), *text))


class AnswersLast(LatexTransform):
    """Puts the answers to a list of exercises at the end of their page: paper doesn't fold."""

    default_priority = 755

    def run(self, **kwargs: Any) -> None:
        """Change the document."""
        words = words_of(self.config.language or "en")
        ends: dict[nodes.section, nodes.Element] = {}
        for number, answer in enumerate(
            filter(_is_answer, list(self.document.findall(nodes.Element)))
        ):
            page = _page_of(answer)
            if page is None:
                continue
            if page not in ends:
                ends[page] = nodes.container("", nodes.rubric("", words.answers))
            label, title = f"ninbook:answer-{number}", answer["answer_to"]
            place = words.on_page.format(page=rf"\pageref{{{label}}}")
            link = rf"\hyperref[{label}]{{{escape(title, self.config.latex_engine)} ({place})}}"
            answer.replace_self(nodes.paragraph("", "", raw_latex(link)))
            ends[page] += [raw_latex(rf"\phantomsection\label{{{label}}}"), *answer.children]
        for page, end in ends.items():
            below = (n for n, child in enumerate(page.children) if _holds_pages(child))
            page.insert(next(below, len(page)), end)


def _is_answer(node: nodes.Element) -> bool:
    """Tell whether a node is the answer to an exercise of a list."""
    return "answer_to" in node and isinstance(node.parent, nodes.list_item)


def _page_of(node: nodes.Node) -> nodes.section | None:
    """Return the outermost section of the page that holds a node."""
    outermost = None
    while not isinstance(node, start_of_file) and node.parent is not None:
        outermost = node if isinstance(node, nodes.section) else outermost
        node = node.parent
    return outermost


def _holds_pages(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Element) and any(node.findall(start_of_file))


def _is_contents(node: nodes.Node) -> bool:
    return (
        isinstance(node, toctree | start_of_file)
        or (isinstance(node, nodes.Element) and "toctree-wrapper" in node.get("classes", ()))
        or isinstance(node, nodes.section)
    )


class BibliographyInPlace(LatexTransform):
    """Puts the bibliography back under the heading that Sphinx took it from."""

    def run(self, **kwargs: Any) -> None:
        """Change the document."""
        bibliography = next(iter(self.document.findall(thebibliography)), None)
        if bibliography is None:
            return
        first = next(iter(bibliography.findall(nodes.citation)), None)
        own = first.get("docname") if first is not None else None
        for section in self.document.findall(nodes.section):
            if section.get("docname", self.config.root_doc) != own:
                continue  # other pages may have empty sections, too
            title = section.children[0] if section.children else None
            if isinstance(title, nodes.title) and all(map(_is_invisible, section.children[1:])):
                break
        else:
            return
        assert isinstance(title, nodes.title)
        name = escape(title.astext(), self.config.latex_engine)
        bibliography.parent.remove(bibliography)
        page = section.get("docname", "")
        labels = "".join(rf"\label{{\detokenize{{{page}:{label}}}}}" for label in section["ids"])
        # The heading begins a page, so the place to jump to must do so before.
        place = rf"\clearpage\phantomsection{labels}\renewcommand{{\bibname}}{{{name}}}"
        section.replace_self([raw_latex(place), bibliography])


def _is_invisible(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Invisible | nodes.target):
        return True
    return isinstance(node, nodes.container | nodes.compound) and all(
        map(_is_invisible, node.children)
    )


def is_provenance(node: nodes.Node) -> bool:
    """Tell whether a node is the line that says where an output comes from."""
    return isinstance(node, nodes.container) and "provenance" in node["classes"]


def end_of(node: nodes.Element) -> int:
    """Return the place in its parent behind a node, and behind the line on its origin below it."""
    end = node.parent.index(node) + 1
    return end + any(map(is_provenance, node.parent[end : end + 1]))


def raw_latex(latex: str) -> nodes.raw:
    """Return a node that stands for LaTeX."""
    return nodes.raw("", latex, format="latex")


def insert_before(node: nodes.Element, latex: str) -> None:
    """Insert LaTeX before a node and before its labels, which must stand right above it."""
    place = node.parent.index(node)
    while place and isinstance(node.parent[place - 1], nodes.target):
        place -= 1
    node.parent.insert(place, raw_latex(latex))


class PicturesInText(LatexTransform):
    """Keeps pictures in their lines; d2lbook centres those whose LaTeX has no options."""

    def run(self, **kwargs: Any) -> None:
        """Change the document."""
        for picture in self.document.findall(nodes.image):
            if isinstance(picture.parent, nodes.TextElement):
                picture.setdefault("scale", 100)


class ToPng(ImageConverter):
    """Converts GIF, of which it takes the first frame, and WebP, which LaTeX doesn't know."""

    conversion_rules = [("image/gif", "image/png"), ("image/webp", "image/png")]  # noqa: RUF012

    def match(self, node: nodes.image) -> bool:
        """See the base class, which doesn't expect that a file is missing."""
        return super().match(node) and node["uri"] in self.env.images

    def is_available(self) -> bool:
        """See the base class."""
        return True

    def convert(self, _from: str | os.PathLike[str], _to: str | os.PathLike[str]) -> bool:
        """See the base class; a broken picture is not converted, and Sphinx warns of it."""
        try:
            with Image.open(_from) as picture:
                picture.save(_to)
        except OSError:
            return False
        return True
