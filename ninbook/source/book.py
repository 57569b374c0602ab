"""A book: a folder with a ``config.ini`` and pages in d2lbook Markdown."""

from __future__ import annotations

import configparser
import copy
import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ninbook.document.cells import Cell, with_aliases
from ninbook.document.document import Document, document_of
from ninbook.document.numbering import page_of
from ninbook.source.book_settings import BookError, BookSettings
from ninbook.source.config_check import check_config


@dataclass(frozen=True)
class Book(BookSettings):
    """A book on disk. Its paths are relative to ``root``, which is the working directory."""

    edition: str | None = None  # the language, if this is a translation; None for the book itself
    _contents: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def open(cls, root: Path) -> Book:
        """Open the book in ``root``, which must be the working directory.

        Raises:
            BookError: there is no book, or its configuration is broken.
        """
        file = root / "config.ini"
        if not file.is_file():
            raise BookError(f"{file}: file not found; run the command in a book's folder")
        if mistakes := check_config(root):
            raise BookError("\n".join(map(str, mistakes)))
        from d2lbook.config import Config

        logging.disable(logging.INFO)
        try:
            config = Config(config_fname="config.ini")
        except (configparser.Error, AssertionError, KeyError) as error:
            raise BookError(f"config.ini: {error}".replace("\n", " ")) from error
        except ValueError as error:
            message = (
                "config.ini:1: [project] has no title, which the index page can't give; add it"
            )
            raise BookError(message) from error
        finally:
            logging.disable(logging.NOTSET)
        for name in ("title", "author", "copyright", "release"):
            config.project[name] = " ".join(config.project.get(name, raw=True).split())
        folder = Path(config.rst_dir)  # which holds no reStructuredText but what the book has
        config.rst_dir = str(folder.with_name(folder.name.replace("rst", "sphinx", 1)))
        return cls(root, config)

    @cached_property
    def pages(self) -> list[Path]:
        """The pages, relative to the root, in the order of the tables of contents."""
        rank: dict[Path, int] = {}
        self._follow_contents(self.index, rank)
        return sorted(self.files, key=lambda page: (rank.get(page, len(rank)), page))

    @cached_property
    def files(self) -> frozenset[Path]:
        """The pages in no order, for which none is read."""
        from d2lbook.utils import find_files

        build = self.config.build
        root = build["source_dir"]
        excluded = f"{build['exclusions']} {build['non-notebooks']} {build['output_dir']}".split()
        # d2lbook lists all files of an excluded folder, of which outputs and build have thousands.
        folders = [Path(root, name) for name in excluded if Path(root, name).is_dir()]
        files = " ".join(name for name in excluded if not Path(root, name).is_dir())
        left_out = tuple(f"{os.path.normpath(folder)}{os.sep}" for folder in folders)
        translated = tuple(end for language in self.languages[1:] for end in endings(language))
        found = {os.path.normpath(name) for name in find_files(build["notebooks"], root, files)}
        return frozenset(
            Path(name)
            for name in found
            if not name.startswith(left_out) and not name.endswith(translated)
        )

    @cached_property
    def restructured(self) -> dict[Path, Path]:
        """The files of ``[build] rsts`` by the names that pages in their places would have."""
        from d2lbook.utils import find_files

        found = find_files(self.config.build["rsts"], self.config.build["source_dir"])
        files = [Path(os.path.normpath(name)) for name in sorted(found)]
        return {file.with_suffix(".md"): file for file in files}

    def _follow_contents(self, path: Path, rank: dict[Path, int]) -> None:
        """Number the pages in the order of the contents; a page that names its parent is safe."""
        if path in rank:
            return
        file = self.restructured.get(path, path)
        try:
            content = self.content(file)
        except (OSError, ValueError):
            return  # what is no file is named by the check
        rank[path] = len(rank)
        if not any(mark in content for mark in (b"```toc", b"~~~toc", b"toctree::")):
            return
        text = content.decode("utf-8", "replace")
        for contents in document_of(path, text.encode(), file).find("toc"):
            for entry, _ in contents.attrs["entries"]:
                self._follow_contents(page_of(path, entry), rank)

    @property
    def index(self) -> Path:
        """The page that the book begins with, relative to the root."""
        build = self.config.build
        return Path(os.path.normpath(Path(build["source_dir"], build["index"]).with_suffix(".md")))

    @cached_property
    def bibliography(self) -> Path | None:
        """The BibTeX file, relative to the root; None if the book names none."""
        named = self.config.pdf["bibfile"]
        if not named:
            return None
        # d2lbook resolves it from the folder that Sphinx reads, to which it copies resources.
        folder = Path(self.config.tgt_dir) / "sphinx"
        resolved = Path(os.path.normpath(folder / named))
        inside = resolved.relative_to(folder) if resolved.is_relative_to(folder) else None
        return inside if inside and (self.root / inside).is_file() else resolved

    @cached_property
    def resources(self) -> frozenset[str]:
        """The files that ``[build] resources`` names, relative to the root."""
        from d2lbook.utils import find_files

        config = self.config
        found = (
            os.path.normpath(file)
            for pattern in config.build["resources"].split()
            for file in find_files(os.path.join(config.src_dir, pattern))  # noqa: PTH118
        )
        return frozenset(
            os.path.relpath(file, config.src_dir).replace(os.sep, "/")
            for file in found
            if not Path(file).is_relative_to(config.tgt_dir)
        )

    @property
    def common_folder(self) -> Path:
        """Folder of what is built, the same for all languages."""
        target = Path(self.config.tgt_dir)
        return target.parent if self.edition else target

    def site_folder(self, tab: str | None) -> Path:
        """Return where the site is built: all tabs together, or one tab in a folder of its own."""
        alone = tab not in (None, "all") and len(self.tabs) > 1
        site = Path(self.config.html_dir + (f"_{tab}" if alone else ""))
        return site / self.edition if self.edition else site

    @property
    def site_url(self) -> str:
        """Where this edition's site will stand; empty if the book doesn't say."""
        folder = f"{self.edition}/" if self.base_url and self.edition else ""
        return f"{self.base_url}{folder}"

    @property
    def language(self) -> str:
        """The language of this edition."""
        return self.edition or self.languages[0]

    def in_language(self, language: str) -> Book:
        """Return the edition in a language.

        It has the same pages, by the same names, read from ``X.ko.md`` where there is one; what is
        generated for it has folders of its own. The section ``[ninbook.ko]`` of ``config.ini`` may
        say ``title``, ``author`` and ``copyright`` in that language.
        """
        if language == self.languages[0]:
            return self
        config = copy.deepcopy(self.config)
        target = Path(config.tgt_dir)
        for name, value in list(vars(config).items()):
            generated = name.endswith("_dir") and name not in ("src_dir", "html_dir")
            if generated and Path(value).is_relative_to(target):
                setattr(config, name, str(target / language / Path(value).relative_to(target)))
        config._set_target()  # the names of files in those folders
        config.project["lang"] = language
        for name in ("title", "author", "copyright"):
            said = self.settings.get(f"ninbook.{language}", name) or config.project[name]
            config.project[name] = said.replace("%", "%%")  # configparser interpolates
        if config.pdf["bibfile"].startswith(".."):  # other names are those of resources
            config.pdf["bibfile"] = f"../{config.pdf['bibfile']}"
        return self._with_its_pages(Book(self.root, config, language, self._contents))

    def in_tab(self, tab: str | None) -> Book:
        """Return this edition with d2lbook's configuration set to a tab, or to "all".

        What is generated for the tab has folders of its own.
        """
        if tab == self.config.tab:
            return self
        config = copy.deepcopy(self.config)
        config.set_tab(tab)
        return self._with_its_pages(Book(self.root, config, self.edition, self._contents))

    def _with_its_pages(self, other: Book) -> Book:
        vars(other)["pages"] = self.pages  # all folders are searched for them
        return other

    def content(self, path: Path) -> bytes:
        """Return what a file holds, which is read once, so that all see the same of the book."""
        name = str(path)
        if name not in self._contents:
            self._contents[name] = (self.root / path).read_bytes()
        return self._contents[name]

    def page(self, path: Path) -> Document:
        """Read a page in the book's first language.

        Raises:
            PageError: it isn't UTF-8.
        """
        return self.document(path, path)

    def read(self, path: Path) -> Document:
        """Read a page in this edition's language, or in the first one if it isn't translated.

        Raises:
            PageError: it isn't UTF-8.
        """
        translation = self.translation(path, self.language)
        return self.document(path, translation if (self.root / translation).is_file() else path)

    def document(self, path: Path, file: Path) -> Document:
        """Read a page, or a translation of it, from one of its files.

        Raises:
            PageError: one of them isn't UTF-8.
        """
        original = None if file == path else self.page(path)
        file = self.restructured.get(file, file)
        return document_of(path, self.content(file), file, original)

    def code(self, page: Document, tab: str | None) -> list[Cell] | None:
        """Return the code of a page, aliases replaced; None if it has some but none for the tab."""
        cells = page.code(tab, self.config.default_tab)
        if cells and tab in self.config.library:
            return with_aliases(cells, self.config.library[tab])
        return cells

    def translation(self, path: Path, language: str) -> Path:
        """Return where a page stands in a language: ``X.ko.md`` for ``X.md``."""
        if language == self.languages[0]:
            return path
        first, *others = (path.with_suffix(end) for end in endings(language))
        return next((file for file in others if (self.root / file).is_file()), first)


def endings(language: str) -> Iterable[str]:
    """Return how the files of a translation may end: ``.pt-BR.md`` and ``.pt_BR.md``."""
    return dict.fromkeys((f".{language}.md", f".{language.replace('-', '_')}.md"))
