"""d2lbook's Builder, fed from frozen outputs: a method for each target, which calls its wing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from d2lbook import build as d2lbook_build

from ninbook.build.conf import write_configuration
from ninbook.build.library import save_library
from ninbook.build.linkcheck import broken_links, reported_here
from ninbook.build.resources import copy_resources, remove_others
from ninbook.build.sphinx_run import run_sphinx
from ninbook.check.cells import check_left_outputs, check_tabs
from ninbook.check.sources import check_all_pages
from ninbook.errors import BuildError
from ninbook.files.listing import files_below
from ninbook.files.processes import side_by_side
from ninbook.files.write import copy_if_changed
from ninbook.notebooks.build import (
    write_hosted_notebooks,
    write_merged_notebooks,
    write_package,
    write_plain_notebooks,
)
from ninbook.notebooks.wheels import publish_wheels
from ninbook.outputs import PageStates, Store
from ninbook.pages.collected import EPUBS, PDFS, subtitle_of
from ninbook.pages.edition import Edition
from ninbook.problems import Problem
from ninbook.site.downloads import DownloadFolder
from ninbook.site.earlier_builds import remove_old_editions
from ninbook.site.live import LivePages
from ninbook.site.other_formats import SLIDES, Decks
from ninbook.source import Book
from ninbook.sphinx.pages import SUFFIX
from ninbook.sphinx.sources import write_sources


class BookBuilder(d2lbook_build.Builder):
    """Renders pages from the store instead of executing them.

    Without ``states`` of the pages in the book's language these are found out; ``live`` waits for
    the pages of the site with a live network.
    """

    def __init__(
        self,
        book: Book,
        store: Store,
        states: PageStates | None = None,
        live: Callable[[], LivePages] = dict,
    ) -> None:
        super().__init__(book.config)
        self._book = book
        self._store = store
        self._changed = 0
        self._live = live
        self._edition = Edition(book, store, states)

    @property
    def _shown_tabs(self) -> list[str | None]:
        """The tabs that a page shows: all of them, or the present one."""
        return list(self.config.tabs) if self.config.tab == "all" else [self.config.tab]

    @d2lbook_build._once
    def ipynb(self) -> None:
        """Write each page of the present tab as a notebook that needs no d2lbook."""
        write_plain_notebooks(self._edition, self.config.tab, Path(self.config.ipynb_dir))

    @d2lbook_build._once
    def merge(self) -> None:
        """Write each page with all tabs as one notebook."""
        write_merged_notebooks(self._edition, Path(self.config.eval_dir))

    @d2lbook_build._once
    def pkg(self) -> None:
        """Pack the notebooks of all tabs, with what they show and need, into one archive."""
        write_package(self._edition)

    @d2lbook_build._once
    def colab(self) -> None:
        """Write notebooks that run on Colab with nothing else hosted anywhere."""
        folder = Path(self.config.colab_dir)
        write_hosted_notebooks(self._edition, self.config.tab, folder, "colab")

    @d2lbook_build._once
    def sagemaker(self) -> None:
        """Write notebooks that run in SageMaker Studio Lab."""
        folder = Path(self.config.sagemaker_dir)
        write_hosted_notebooks(self._edition, self.config.tab, folder, "sagemaker")

    def _write_sources(self) -> None:
        book, folder = self._book, Path(self.config.rst_dir)
        self._changed, wanted = write_sources(self._edition, self._shown_tabs, folder)
        write_configuration(book)
        for file in book.restructured.values():
            copy_if_changed(book.root / file, folder / file)
            wanted.add(file.as_posix())
        wanted |= copy_resources(book, self._store.digests, folder)
        remove_others(folder, {"conf.py", *wanted})

    @d2lbook_build._once
    def html(self) -> None:
        """Build the site, anew only where a page changed."""
        self._write_sources()
        site = self._book.site_folder(self.config.tab)
        notebooks = DownloadFolder(self._edition, site)
        files = [(kind.offered(self._book), kind.kind.upper()) for kind in (PDFS, EPUBS)]
        decks = Decks(self._book)
        settings = {
            "ninbook_files": files,
            "ninbook_decks": decks.offered,
            "ninbook_live": self._live(),
            "ninbook_notebooks": notebooks.offer(self._shown_tabs),
        }
        calls = (
            ("the site", partial(self._sphinx, "html", site, settings)),
            ("notebooks", notebooks.write),
        )
        side_by_side(calls)
        self._remove_leftovers(site)
        for kind in (PDFS, EPUBS):
            kind.publish(self._book, site)
        decks.publish(site)
        publish_wheels(self._book, site)

    def _remove_leftovers(self, site: Path) -> None:
        """Delete pages whose source is gone."""
        written = dict(files_below(Path(self.config.rst_dir)))
        others = ("_static", "_modules", SLIDES, *_OWN_PAGES, *self._book.languages)
        for name, file in files_below(site):
            stem, _, suffix = name.rpartition(".")
            is_other = suffix != "html" or stem.partition("/")[0] in others
            if not is_other and not any(stem + suffix in written for suffix in (SUFFIX, ".rst")):
                Path(file).unlink()
        if not self._book.edition:
            remove_old_editions(site, self._book.languages)

    @d2lbook_build._once
    def pdf(self) -> None:
        """Make the PDF of the present tab."""
        from ninbook.pdf.build import make_pdf

        make_pdf(self._book, self._write_latex)

    def _write_latex(self) -> None:
        self._write_sources()
        folder = Path(self.config.pdf_dir)
        self._sphinx("latex", folder, {"ninbook_subtitle": subtitle_of(self._book)})

    @d2lbook_build._once
    def epub(self) -> None:
        """Make the EPUB of the present tab."""
        self._write_sources()
        from ninbook.epub.build import make_epub

        make_epub(self._book, partial(self._sphinx, "epub"))

    @d2lbook_build._once
    def slides(self) -> None:
        """Make slides of the present tab's pages."""
        from ninbook.slides.build import make_slides

        copy_resources(self._book, self._store.digests, Path(self.config.slides_dir))
        make_slides(self._edition, self.config.tab)

    @d2lbook_build._once
    def linkcheck(self) -> None:
        """Follow every link; the report is in ``linkcheck/output.txt``."""
        self._write_sources()
        folder = Path(self.config.linkcheck_dir)
        failure = None
        try:
            with reported_here():
                self._sphinx("linkcheck", folder)
        except BuildError as error:
            failure = error
        if broken := broken_links(self._book, folder / "output.json"):
            raise BuildError("\n".join(map(str, broken))) from failure
        if failure:
            raise failure

    def tabcheck(self) -> None:
        """Look for tabs that the book hasn't, in all languages."""
        _raise_if(check_all_pages(self._book, partial(check_tabs, tabs=self._book.tabs)))

    def outputcheck(self) -> None:
        """Look for outputs that an editor left in the sources, in all languages."""
        _raise_if(check_all_pages(self._book, check_left_outputs))

    def lib(self) -> None:
        """Save marked code as a library."""
        for file in save_library(self.config, super().lib):
            print(f"wrote {file}")

    def _sphinx(
        self, builder: str, folder: Path, settings: Mapping[str, Any] | None = None
    ) -> None:
        pages, numbering = len(self._book.pages), self._edition.numbering
        numbers = {
            path.with_suffix("").as_posix(): numbering.of(path) for path in self._book.restructured
        }
        settings = {**(settings or {}), "ninbook_numbers": numbers}
        run_sphinx(self.config, builder, folder, self._changed, pages, settings)


def _raise_if(problems: Sequence[Problem]) -> None:
    if problems:
        raise BuildError("\n".join(map(str, problems)))


_OWN_PAGES = ("genindex", "search", "py-modindex", "404")
