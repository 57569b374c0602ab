"""Settings of ``config.ini`` that nothing reads, or that name what the book doesn't have."""

import configparser
import re
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from glob import glob
from pathlib import Path

from ninbook.check.names import hint
from ninbook.problems import Problem, Severity
from ninbook.source.book import Book
from ninbook.source.book_settings import HTML_FILES, BookError, SettingsFile
from ninbook.source.config_values import LANGUAGE

_FILE = Path("config.ini")
_OWN = "ninbook"
_CODES = "write one of ISO 639, such as en or ko"
_EDITION = re.compile(rf"{_OWN}\.{LANGUAGE.pattern}")
_FILES = (*HTML_FILES, "latex_logo")
_OWN_KEYS = {"active_outputs", "datasets", "deadline", "fold_code", "languages"}
_EDITION_KEYS = {"author", "copyright", "title"}
_ADDED_KEYS = {"build": ("html_dir",), "html": ("base_url", "og_image")}
"""Settings of this builder's in d2lbook's sections, and those that d2lbook gives no default."""


def check_settings(book: Book) -> Iterator[Problem]:
    """Yield settings that nothing reads, with what may be meant, or that name what isn't there.

    In d2lbook's own sections a name is unknown if it is nearly that of a known one; older books
    have settings that d2lbook dropped.
    """
    settings = book.settings
    for section in settings.own.sections():
        for key, message in (*_unknown(settings, section, book.root), *_idle(book, section)):
            yield Problem(_FILE, settings.line(section, key), message, Severity.PROBLEM)
        language = section.removeprefix("ninbook.")
        is_edition = language != section and settings.own.has_option(section, "title")
        if is_edition and language not in book.languages:
            message = f"[{section}] is idle, since [ninbook] languages doesn't name {language}"
            yield Problem(_FILE, settings.line(section, ""), message, Severity.WARNING)


def _idle(book: Book, section: str) -> Iterator[tuple[str, str]]:
    settings = book.settings
    pages = {page.with_suffix("").as_posix().lower(): page for page in book.pages}
    library = section.removeprefix("library-")
    if library != section and book.tabs and library not in book.tabs:
        yield "", f"[{section}] the book has no tab {library};{hint(library, book.tabs)}"
    keys = ["fold_code"] if section == "ninbook" else []
    keys = settings.own.options(section) if section == "ninbook.published" else keys
    for key in keys:
        named = settings.get(section, key).split() if key == "fold_code" else [key]
        for name in named:
            if name.lower() not in pages:
                said = hint(name, list(pages))
                yield key, f"[{section}] {key}: the book has no page {name};{said}"
        try:
            book.published(key)
        except BookError as error:
            yield key, str(error).partition(": ")[2]


def _unknown(settings: SettingsFile, section: str, root: Path) -> Iterator[tuple[str, str]]:
    from babel import localedata  # whose list of languages takes a while

    known = _keys_of(section, settings.defaults)
    if known is None:
        sections = [_OWN, *settings.defaults.sections()]
        yield "", f"unknown section [{section}]{_meant(section, sections)}"
        return
    for key in settings.own.options(section) if known else ():
        where, value = f"[{section}] {key}", settings.get(section, key)
        is_own = section.startswith(_OWN)
        if key in ("resources", *_FILES) and (missing := _missing(value, root, key in _FILES)):
            yield key, f"{where}: {missing} doesn't exist"
        if key not in known and (is_own or get_close_matches(key, known, cutoff=0.8)):
            yield key, f"{where}: unknown setting{_meant(key, known)}"
        for code in value.replace(",", " ").split() if key in ("lang", "languages") else ():
            if not localedata.exists(re.split("[-_]", code)[0]):
                yield key, f"{where}: unknown language code {code!r}; {_CODES}"


def _keys_of(section: str, defaults: configparser.RawConfigParser) -> Collection[str] | None:
    """Return the settings that a section may have: none for any, None for an unknown section."""
    if section == _OWN:
        return _OWN_KEYS
    if _EDITION.fullmatch(section):
        return _EDITION_KEYS
    if defaults.has_section(section):
        return {*defaults.options(section), *_ADDED_KEYS.get(section, ())}
    is_free = section.startswith("library-") or section.endswith((".labels", ".published"))
    is_free = is_free or section == configparser.DEFAULTSECT
    return () if is_free else None


def _missing(value: str, root: Path, only_files: bool) -> str:
    """Return the first of some files, folders or patterns that leads to nothing; empty if none."""
    for name in value.split():
        found = glob(name, root_dir=root, recursive=True)  # noqa: PTH207
        if not any((root / each).is_file() or not only_files for each in found):
            return name
    return ""


def _meant(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]}?" if close else ""
