"""The repositories that host the notebooks of the targets ``colab`` and ``sagemaker``."""

from pathlib import Path

from d2lbook import utils

from ninbook.source import Book

_OPENERS = {
    "colab": "https://colab.research.google.com/github/{repository}/blob/master/{path}",
    "sagemaker": "https://studiolab.sagemaker.aws/import/github/{repository}/blob/master/{path}",
}


def hosted_address(book: Book, target: str, page: Path, tab: str | None) -> str | None:
    """Return the link that opens a page's notebook; None if it is hosted nowhere.

    ``github_repo`` names one repository for each tab, as d2lbook has it, or one for all: then each
    tab has a folder there, named as d2lbook names it in the output folder. Translations have a
    folder with the name of their language.

    Args:
        book: the book in the page's language.
        target: "colab" or "sagemaker", which is also the section of ``config.ini``.
        page: the page.
        tab: the notebook's tab; None in a book without tabs.
    """
    rows = utils.split_config_str(getattr(book.config, target)["github_repo"] or "")
    repositories = {row[0] if len(row) > 1 else "": row[-1] for row in rows if row and row[-1]}
    path = page.with_suffix(".ipynb").as_posix()
    repository = repositories.get(tab or "", repositories.get(""))
    if repository is None:
        return None
    if tab and tab not in repositories and len(book.tabs) > 1:
        folder = target if tab == book.config.default_tab else f"{target}_{tab}"
        path = f"{folder}/{path}"
    prefix = f"{book.edition}/" if book.edition else ""
    return _OPENERS[target].format(repository=repository, path=f"{prefix}{path}")
