"""The targets ``colab`` and ``sagemaker``, and the repositories that host their notebooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from d2lbook import utils

from ninbook.notebooks.standalone import COLAB, Machine
from ninbook.source import Book

_OPENERS = {
    "colab": "https://colab.research.google.com/github/{repository}/blob/master/{path}",
    "sagemaker": "https://studiolab.sagemaker.aws/import/github/{repository}/blob/master/{path}",
}


@dataclass(frozen=True)
class Hosting:
    """The GitHub repositories that ``github_repo`` names for a target.

    It names one repository for each tab, as d2lbook has it, or one for all: then each tab has a
    folder there, named as d2lbook names it in the output folder. Translations have a folder with
    the name of their language.

    Attributes:
        target: "colab" or "sagemaker".
        repositories: by tab; "" for all tabs.
        folders: names of the folders of tabs in a common repository.
        prefix: folder of this edition; empty for the book itself.
    """

    target: str
    repositories: Mapping[str, str]
    folders: Mapping[str, str]
    prefix: str

    @classmethod
    def of(cls, book: Book, target: str) -> Hosting:
        """Read ``[colab] github_repo`` or ``[sagemaker] github_repo``."""
        rows = utils.split_config_str(getattr(book.config, target)["github_repo"] or "")
        named = {row[0] if len(row) > 1 else "": row[-1] for row in rows if row and row[-1]}
        first = book.config.default_tab
        folders = {tab: target if tab == first else f"{target}_{tab}" for tab in book.tabs}
        return cls(target, named, folders, f"{book.edition}/" if book.edition else "")

    def address(self, page: Path, tab: str | None) -> str | None:
        """Return the link that opens a page's notebook; None if it is hosted nowhere."""
        path = page.with_suffix(".ipynb").as_posix()
        repository = self.repositories.get(tab or "")
        if repository is None:
            repository = self.repositories.get("")
            if tab and len(self.folders) > 1:
                path = f"{self.folders[tab]}/{path}"
        if repository is None:
            return None
        return _OPENERS[self.target].format(repository=repository, path=f"{self.prefix}{path}")


def machine_of(target: str, configured: Mapping[str, Any]) -> Machine:
    """Return the machine of a target, with that section of the book's own ``config.ini``."""
    if target == COLAB.name:
        return COLAB
    return Machine(target, str(configured.get("kernel") or "python3"))
