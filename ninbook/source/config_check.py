"""Checks ``config.ini`` before anything uses it, and names the line of each mistake."""

import configparser
import re
from collections.abc import Iterator
from pathlib import Path

from ninbook.files.text import PageError, decoded
from ninbook.problems import Problem
from ninbook.source.book_settings import SettingsFile
from ninbook.source.config_values import CHECKS, path_mistake
from ninbook.source.output_folders import strange_folders

FILE = Path("config.ini")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_OWN = "ninbook"
_PERCENT_ALLOWED = {("html", "base_url"), ("html", "og_image")}
"""Settings of this builder's in d2lbook's sections, in which a percent sign means itself."""


def check_config(root: Path) -> list[Problem]:
    """Return what is wrong with a book's ``config.ini``, in the order of its lines."""
    try:
        text = decoded((root / FILE).read_bytes(), FILE)
    except PageError as error:
        return [Problem.of(error)]
    if text.startswith("\ufeff"):
        return [Problem(FILE, 1, "begins with a byte order mark; save the file without it")]
    try:
        settings = SettingsFile(text, str(FILE))
    except configparser.Error as error:
        return [Problem(FILE, *_syntax_error(error))]
    found = [
        Problem(FILE, settings.line(section, key), f"[{section}] {key}: {message}")
        for section, key, message in _mistakes(settings, root)
    ]
    return sorted(found)


def _syntax_error(error: configparser.Error) -> tuple[int, str]:
    if isinstance(error, configparser.DuplicateOptionError):
        return error.lineno or 1, f"[{error.section}] sets {error.option} twice"
    if isinstance(error, configparser.DuplicateSectionError):
        return error.lineno or 1, f"section [{error.section}] appears twice; merge the two"
    if isinstance(error, configparser.MissingSectionHeaderError):
        return error.lineno, f"comes before the first section: {error.line.strip()!r}"
    if isinstance(error, configparser.ParsingError) and error.errors:
        line, _ = error.errors[0]
        return line, "neither a section nor a setting, such as [build] or index = index"
    return 1, " ".join(str(error).split())


def _mistakes(settings: SettingsFile, root: Path) -> Iterator[tuple[str, str, str]]:
    for section in settings.own.sections():
        for key, value in settings.own.items(section):
            if _CONTROL.search(value or ""):
                yield section, key, "holds a control character; remove it"
            if section.partition(".")[0] != _OWN and (section, key) not in _PERCENT_ALLOWED:
                try:
                    settings.parser.get(section, key)
                except configparser.InterpolationError:
                    yield section, key, "write a percent sign as %%"
            file = settings.get(section, key) if key == "lib_file" else ""
            if message := path_mistake(file) or (file and _no_library(file)):
                yield section, key, message
    for (section, key), check in CHECKS.items():
        message = check(settings.get(section, key))
        if message:
            yield section, key, message
    named = {key: settings.get("build", key) for key in ("source_dir", "index")}
    if not any(CHECKS["build", key](value) for key, value in named.items()):
        index = Path(*named.values()).with_suffix(".md")
        if not (root / index).is_file():
            yield "build", "index", f"{index.as_posix()} doesn't exist; create it"
    yield from _unreadable_lists(settings)
    yield from strange_folders(settings, root)


def _no_library(file: str) -> str:
    return (
        "" if file.endswith(".py") else f"{file!r} is no Python file; name one, such as d2l/jax.py"
    )


def _unreadable_lists(settings: SettingsFile) -> Iterator[tuple[str, str, str]]:
    """Find lists at which d2lbook's hosts of notebooks and slides stop."""
    for section in ("colab", "sagemaker", "slides"):
        named = settings.get(section, "github_repo")
        repositories = [] if CHECKS[section, "github_repo"](named) else _rows(named)
        is_one = section != "slides" and repositories == [1]
        if not is_one and set(repositories) - {2}:
            yield section, "github_repo", "write a tab and its repository in each line: jax, a/b"
        elif repositories and set(_rows(settings.get(section, "libs"))) - {2 if is_one else 3}:
            what = "a module and its package" if is_one else "a tab, a module and its package"
            yield section, "libs", f"write {what} in each line, with commas"


def _rows(value: str) -> list[int]:
    """Return the numbers of items in the lines of a list."""
    lines = value.split("\n") if value else []
    return [sum(bool(item.strip()) for item in line.split(",")) for line in lines]
