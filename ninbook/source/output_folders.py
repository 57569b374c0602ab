"""The folders that builds write: what is theirs in them, and which would hold the book's own."""

import os
from collections.abc import Iterable, Iterator
from functools import partial
from glob import has_magic
from itertools import takewhile
from pathlib import Path

from ninbook.source.book_settings import SettingsFile
from ninbook.source.config_values import LANGUAGE, path_mistake


def strange_folders(settings: SettingsFile, root: Path) -> Iterator[tuple[str, str, str]]:
    """Find output folders in which builds would overwrite or delete the book's own files."""
    output = settings.get("build", "output_dir")
    for key in ("output_dir", "html_dir"):
        value = settings.get("build", key)
        if not value and key == "html_dir":
            continue
        if message := path_mistake(value):
            yield "build", key, message
            continue
        folder = Path(os.path.normpath(value))
        if not (root / folder).resolve().is_relative_to(root.resolve()):
            yield "build", key, f"{value!r} is a link that points outside the book's folder"
        elif folder == Path():
            yield "build", key, "is the book's folder itself; name a folder of its own"
        elif own := _own_file_in(folder, settings, root):
            yield "build", key, f"{value!r} holds {own} of the book's; name another folder"
        elif key == "html_dir" and (
            Path(os.path.normpath(output)).is_relative_to(folder)
            or _is_generated_beside_site(folder, output)
        ):
            yield "build", key, f"{value!r} is used by other targets; name a folder of its own"


def _is_generated_beside_site(folder: Path, output: str) -> bool:
    parts = folder.relative_to(output).parts if folder.is_relative_to(output) else ("html",)
    return not parts or parts[0].partition("_")[0] in GENERATED - {"html"}


GENERATED = frozenset(
    (
        *("cache", "colab", "downloads", "epub", "eval", "html", "ipynb", "lab", "linkcheck"),
        *("pdf", "rst", "sagemaker", "slides", "sphinx"),
    )
)
"""What folders in the output folder are called, before an underscore and a tab."""


def strange_entries(folder: Path, languages: Iterable[str]) -> list[str]:
    """Return the names in an output folder that no build makes, now or in earlier languages."""
    strange = []
    for entry in sorted(folder.iterdir()):
        is_made = entry.name.partition("_")[0] in GENERATED or entry.name in languages
        if not is_made and LANGUAGE.fullmatch(entry.name) and entry.is_dir():
            is_made = not strange_entries(entry, ())
        if not is_made and not entry.name.startswith("."):
            strange.append(entry.name)
    return strange


def _own_file_in(folder: Path, settings: SettingsFile, root: Path) -> str:
    """Return a file or folder of the book's own in a folder, or around it; empty if none."""
    build = partial(settings.get, "build")
    source = build("source_dir")
    named = [Path("config.ini"), Path("static"), Path("outputs"), Path(".git"), Path(".venv")]
    named += [Path(source, f"{Path(build('index')).with_suffix('')}.md")]
    for pattern in build("resources").split():
        plain = takewhile(lambda part: not has_magic(part), pattern.split("/"))
        named.append(Path(source, *plain))
    for section, key in (("html", "favicon"), ("html", "html_logo"), ("html", "og_image")):
        named += [Path(settings.get(section, key))] if settings.get(section, key) else []
    for each in named:
        own = Path(os.path.normpath(each))
        if own != Path() and (own.is_relative_to(folder) or folder.is_relative_to(own)):
            return own.as_posix()
    languages = settings.get("ninbook", "languages").replace(",", " ").split()
    if (root / folder).is_dir():
        for entry in map((root / folder).joinpath, strange_entries(root / folder, languages)):
            pages = [entry] if entry.suffix == ".md" else entry.glob("**/*.md")
            if found := next(iter(pages), None):
                return found.relative_to(root).as_posix()
    return ""
