"""The target ``pkg``: one archive per language, with notebooks, figures and requirements."""

from collections.abc import Mapping
from pathlib import Path

from ninbook.files.write import write_atomically
from ninbook.files.zipped import zipped
from ninbook.frameworks import framework_of, title_of
from ninbook.notebooks.setup_cells import requirements_of
from ninbook.pages.collected import ARCHIVES
from ninbook.source import Book
from ninbook.words.words import words_in


def write_archive(book: Book, folders: Mapping[str, Mapping[str, bytes]]) -> Path:
    """Write an edition's archive beside the PDFs, the same bytes for the same notebooks.

    Args:
        book: the edition.
        folders: the files of each tab, by their paths; "" in a book without tabs.
    """
    name = book.config.project["name"]
    files: dict[str, bytes] = {"README.md": _readme(book, list(folders)).encode()}
    for tab, contents in folders.items():
        inside = f"{tab}/" if tab else ""
        files |= {f"{inside}{path}": content for path, content in contents.items()}
        framework = framework_of(tab)
        if framework is not None:
            for file, lines in zip(_REQUIREMENTS, requirements_of(framework), strict=True):
                files[f"{inside}{file}"] = "".join(f"{line}\n" for line in lines).encode()
    target = ARCHIVES.file(book)
    write_atomically(target, zipped({f"{name}/{path}": files[path] for path in files}))
    ARCHIVES.remove_outdated(book)
    notebooks = sum(path.endswith(".ipynb") for path in files)
    print(f"{target}: {notebooks} notebooks", flush=True)
    return target


_REQUIREMENTS = ("requirements.txt", "requirements-no-deps.txt")


def _readme(book: Book, tabs: list[str]) -> str:
    words = words_in("notebooks", book.language)
    project = book.config.project
    rows = [f"- `{tab}/`: {title_of(tab)}" for tab in tabs if tab]
    example = f"{tabs[0]}/" if tabs and tabs[0] else ""
    commands = [
        f"pip install -r {example}{_REQUIREMENTS[0]}",
        f"pip install --no-deps -r {example}{_REQUIREMENTS[1]}",
        f"jupyter lab {example}index.ipynb",
    ]
    install = "\n".join(["```sh", *commands, "```"])
    parts = [f"# {project['title']}", f"{project['author']}. {project['copyright'].rstrip('.')}."]
    parts += ["\n".join(rows), words["package"], install, words["package_offline"]]
    return "\n\n".join(part for part in parts if part) + "\n"
