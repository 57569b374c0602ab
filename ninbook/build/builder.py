"""d2lbook's Builder, fed from frozen outputs and extended where d2lbook stops."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import nbformat
from d2lbook import build as d2lbook_build
from d2lbook.utils import find_files
from sphinx.application import Sphinx

from ninbook.build.conf import BookSphinxEnv
from ninbook.build.library import save_library
from ninbook.build.linkcheck import broken_links, reported_here
from ninbook.build.resources import copy_resources, remove_others
from ninbook.build.sphinx_run import run_sphinx
from ninbook.check.sources import check_left_outputs, check_tabs
from ninbook.document.numbering import Numbering
from ninbook.document.outline import read_outlines
from ninbook.errors import BuildError
from ninbook.files.if_changed import copy_if_changed, write_if_changed
from ninbook.files.listing import files_below
from ninbook.files.memory import Memory
from ninbook.frameworks import title_of
from ninbook.notebooks.archive import write_archive
from ninbook.notebooks.export import LinkedFigures, beside, export, text_of, write_notebooks
from ninbook.notebooks.hosting import Hosting, machine_of, site_address
from ninbook.notebooks.standalone import (
    COLAB,
    JUPYTER,
    Machine,
    add_setup_cells,
    standalone_notebook,
)
from ninbook.outputs import PageStates, Store
from ninbook.pages.merge import merge
from ninbook.pages.present import PresentedPage, present
from ninbook.pdf.build import make_pdf, subtitle_of
from ninbook.pdf.collected import offered, publish_pdfs
from ninbook.problems import Problem
from ninbook.render.edition import Edition
from ninbook.render.shown import Shown
from ninbook.render.slides import make_slides
from ninbook.render.tab_notebook import code_cells
from ninbook.site.downloads import DownloadFolder, setup_downloads
from ninbook.site.evidence import publish_evidence
from ninbook.site.leftovers import remove_old_editions
from ninbook.site.live import publish_live
from ninbook.source import Book
from ninbook.sphinx.pages import SUFFIX, serialised
from ninbook.sphinx.sources import write_sources
from ninbook.words.words import words_of


class BookBuilder(d2lbook_build.Builder):
    """Renders pages from the store instead of executing them.

    Args:
        book: the book.
        store: its frozen outputs.
        states: those of the pages in the book's language; None if they are to be found out.
    """

    def __init__(self, book: Book, store: Store, states: PageStates | None = None) -> None:
        super().__init__(book.config)
        self._book = book
        self._store = store
        self._changed = 0
        self._presented: dict[tuple[Path, str | None], PresentedPage | None] = {}
        self._edition = Edition(book, lambda: self._states)
        self._known_states = states
        self._page_names = frozenset(book.pages)  # asked for at each reference to a page

    @cached_property
    def _states(self) -> PageStates:
        return self._known_states or PageStates(self._book, self._store)

    @property
    def _shown_tabs(self) -> list[str | None]:
        """The tabs that a page shows: all of them, or the present one."""
        return list(self.config.tabs) if self.config.tab == "all" else [self.config.tab]

    def _present(self, path: Path, tab: str | None) -> PresentedPage | None:
        """Returns a page as a tab shows it; the same one to all targets."""
        key = (path, tab)
        if key not in self._presented:
            page = self._book.read(path)
            self._presented[key] = present(self._book, self._store, page, tab)
        return self._presented[key]

    @d2lbook_build._once
    def eval(self) -> None:
        """Writes each page of the present tab as a notebook with its frozen outputs."""
        folder = Path(self.config.eval_dir)
        copies = copy_resources(self._book, self._store.digests, folder)
        for path in self._book.pages:
            shown = self._show(path, self.config.tab)
            text = ""  # an empty file says, as in stock d2lbook, that the page lacks this tab
            if shown is not None:
                shown.notebook.metadata.update({"language_info": {"name": "python"}})
                text = nbformat.writes(shown.notebook) + "\n"
            write_if_changed(folder / path.with_suffix(".ipynb"), text)
        pages = {path.with_suffix(".ipynb").as_posix() for path in self._book.pages}
        remove_others(folder, pages | copies)

    @d2lbook_build._once
    def ipynb(self) -> None:
        """Writes each page of the present tab as a notebook that needs no d2lbook."""
        exports = {}
        files: set[Path] = set()
        for path in self._book.pages:
            shown = self._show(path, self.config.tab)
            if shown is not None:
                figures = LinkedFigures(path)
                exports[path] = text_of(self._export(path, shown, figures))
                files |= figures.existing(self._book.root)
        write_notebooks(Path(self.config.ipynb_dir), exports, self._book.root, files)

    def _export(self, path: Path, shown: Shown, figures: LinkedFigures) -> Any:
        def address(other: Path) -> str | None:
            there = other in self._page_names and self._show(other, shown.tab) is not None
            return beside(path, other) if there else None

        return export(self._edition, path, shown, figures, address)

    @d2lbook_build._once
    def pkg(self) -> None:
        """Packs the notebooks of all tabs, with what they show and need, into one archive."""
        folders: dict[str, dict[str, bytes]] = {}
        tabs: list[str | None] = [*self._book.tabs] or [None]
        for tab in tabs:
            contents = folders.setdefault(tab or "", {})
            for path in self._book.pages:
                shown = self._show(path, tab)
                if shown is None:
                    continue
                figures = LinkedFigures(path)
                notebook = self._export(path, shown, figures)
                add_setup_cells(notebook, self._edition, self._store, path, shown, JUPYTER)
                contents[path.with_suffix(".ipynb").as_posix()] = text_of(notebook).encode()
                for file in figures.existing(self._book.root):
                    contents[file.as_posix()] = (self._book.root / file).read_bytes()
        write_archive(self._book, folders)

    @d2lbook_build._once
    def colab(self) -> None:
        """Writes notebooks that run on Colab with nothing else hosted anywhere."""
        self._for_machine("colab")

    @d2lbook_build._once
    def sagemaker(self) -> None:
        """Writes notebooks that run in SageMaker Studio Lab."""
        self._for_machine("sagemaker")

    def _for_machine(self, target: str) -> None:
        machine = machine_of(target, self._book.section(target))
        texts = {}
        for path in self._book.pages:
            shown = self._show(path, self.config.tab)
            if shown is not None:
                texts[path] = self._standalone(path, shown, machine)
        write_notebooks(Path(getattr(self.config, f"{target}_dir")), texts, self._book.root)

    def _write_sources(self) -> None:
        """Writes pages and configuration for Sphinx."""
        book, folder = self._book, Path(self.config.rst_dir)
        memory = Memory(Path(self.config.tgt_dir, "cache", f"{folder.name}.json"))
        numbers = self._numbering.digest
        self._changed, wanted = write_sources(
            folder,
            memory,
            book.pages,
            lambda path: f"{self._states.of(path)} {numbers}",
            self._source,
        )
        BookSphinxEnv(self.config, book.language, book.languages, book.base_url).prepare_env()
        for file in find_files(self.config.build["rsts"], self.config.src_dir):
            name = os.path.relpath(file, self.config.src_dir)
            copy_if_changed(Path(file), folder / name)
            wanted.add(Path(name).as_posix())
        if self.config.pdf["style"] == "cambridge":
            self._download_extract_latex(self.config.pdf["latex_url"])
        wanted |= copy_resources(book, self._store.digests, folder)
        remove_others(folder, {"conf.py", *wanted})

    def _source(self, path: Path) -> tuple[str, dict[str, bytes]] | None:
        """Returns a page, with the tabs that are shown or the first that it has code for."""
        shown = [page for tab in self._shown_tabs if (page := self._present(path, tab))]
        if not shown:
            # Contents and references lead to this page in every edition.
            shown = [page for tab in self._book.tabs if (page := self._present(path, tab))][:1]
        if not shown:
            return None
        nodes = merge(shown, {tab: title_of(tab) for tab in self._book.tabs})
        file = shown[0].document.file
        return serialised(path, file, nodes, self._numbering, words_of(self._book.language))

    @cached_property
    def _numbering(self) -> Numbering:
        book = self._book
        memory = Memory(Path(self.config.tgt_dir, "cache", "outlines.json"))
        outlines = read_outlines(book.pages, book.read, memory, self._states.of)
        memory.save()
        return Numbering(outlines)

    @d2lbook_build._once
    def html(self) -> None:
        """Builds the site, anew only where a page changed."""
        self._write_sources()
        folder = DownloadFolder(self._book, self.html_folder, self._states, self._numbering)
        notebooks = folder.write(self._shown_tabs, self._download)
        pdfs = {tab or "": address for tab, address in offered(self._book).items()}
        # All editions lead to the same copies.
        root = self.html_folder.parent if self._book.edition else self.html_folder
        live = publish_live(self._book, self._store, root)
        settings = {"ninbook_pdfs": pdfs, "ninbook_live": live}
        offer = partial(setup_downloads, downloads=notebooks)
        self._sphinx("html", self.html_folder, settings, offer)
        self._remove_leftovers()
        publish_evidence(self._store, root)
        publish_pdfs(self._book, self.html_folder)

    def _download(self, path: Path, tab: str | None) -> str | None:
        """Returns the notebook that the site offers of a page; None if it has no code for a tab."""
        shown = self._show(path, tab)
        if shown is None or not code_cells(shown.notebook):
            return None
        return self._standalone(path, shown, COLAB)

    def _standalone(self, path: Path, shown: Shown, machine: Machine) -> str:
        hosting = Hosting.of(self._book, machine.name)

        def address(page: Path) -> str | None:
            if page not in self._page_names:
                return None
            hosted = hosting.address(page, shown.tab)
            if hosted and self._show(page, shown.tab):
                return hosted
            return site_address(self._book, page)

        made = standalone_notebook(self._edition, self._store, path, shown, machine, address)
        return text_of(made)

    def _remove_leftovers(self) -> None:
        """Deletes pages whose source is gone."""
        written = dict(files_below(Path(self.config.rst_dir)))
        others = ("_static", "_modules", *_OWN_PAGES, *self._book.languages)
        for name, file in files_below(self.html_folder):
            stem, _, suffix = name.rpartition(".")
            is_other = suffix != "html" or stem.partition("/")[0] in others
            if not is_other and not any(stem + suffix in written for suffix in (SUFFIX, ".rst")):
                Path(file).unlink()
        if not self._book.edition:
            remove_old_editions(self.html_folder, self._book.languages)

    @property
    def html_folder(self) -> Path:
        """Folder of the site: all tabs in ``html``, one tab alone in ``html_<tab>``."""
        return self._book.site_folder(self.config.tab)

    @d2lbook_build._once
    def pdf(self) -> None:
        """Makes the PDF of the present tab."""
        make_pdf(self._book, self._write_latex)

    def _write_latex(self) -> None:
        self._write_sources()
        folder = Path(self.config.pdf_dir)
        self._sphinx("latex", folder, {"ninbook_subtitle": subtitle_of(self._book)})

    @d2lbook_build._once
    def slides(self) -> None:
        """Makes slides of the present tab's pages."""
        copy_resources(self._book, self._store.digests, Path(self.config.slides_dir))
        make_slides(self._edition, ((p, self._show(p, self.config.tab)) for p in self._book.pages))

    @d2lbook_build._once
    def linkcheck(self) -> None:
        """Follows every link; the report is in ``linkcheck/output.txt``."""
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
        """Looks for tabs that the book hasn't, in all languages."""
        _raise_if(check_tabs(self._book))

    def outputcheck(self) -> None:
        """Looks for outputs that an editor left in the sources, in all languages."""
        _raise_if(check_left_outputs(self._book))

    def lib(self) -> None:
        """Saves marked code as a library."""
        for file in save_library(self.config, super().lib):
            print(f"wrote {file}")

    def _sphinx(
        self,
        builder: str,
        folder: Path,
        settings: Mapping[str, Any] | None = None,
        prepare: Callable[[Sphinx], None] | None = None,
    ) -> None:
        pages = len(self._book.pages)
        run_sphinx(self.config, builder, folder, self._changed, pages, settings or {}, prepare)


def _raise_if(problems: Sequence[Problem]) -> None:
    if problems:
        raise BuildError("\n".join(map(str, problems)))


_OWN_PAGES = ("genindex", "search", "py-modindex", "404")
