"""Checks ``config.ini`` before anything uses it, and names the line of each mistake."""

from __future__ import annotations

import configparser
import re
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

from ninbook.problems import Problem, Severity
from ninbook.source.book_settings import SettingsFile
from ninbook.source.config_values import CHECKS, LANGUAGE, path_mistake
from ninbook.source.output_folders import strange_folders

FILE = Path("config.ini")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_OWN = "ninbook"
_CODES = "write one of ISO 639, such as en or ko"
_EDITION = re.compile(rf"{_OWN}\.{LANGUAGE.pattern}")
_FILES = ("resources", "favicon", "html_logo", "og_image", "include_css", "include_js")
_OWN_KEYS = {"active_outputs", "datasets", "deadline", "fold_code", "languages"}
_EDITION_KEYS = {"author", "copyright", "title"}
_ADDED_KEYS = {"build": ("html_dir",), "html": ("base_url", "og_image")}
"""Settings of this builder's in d2lbook's sections, and those that d2lbook gives no default."""
_PERCENT_ALLOWED = {("html", "base_url"), ("html", "og_image")}
"""Settings of this builder's in d2lbook's sections, in which a percent sign means itself."""


def check_config(root: Path) -> list[Problem]:
    """Return what is wrong with a book's ``config.ini``, in the order of its lines."""
    content = (root / FILE).read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return [Problem(FILE, line, "not valid UTF-8; save the file as UTF-8")]
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


def idle_settings(root: Path) -> list[Problem]:
    """Return the settings that nothing reads, with what may be meant, or that name no file.

    In d2lbook's own sections a name is unknown if it is nearly that of a known one; older books
    have settings that d2lbook dropped. The file must have no mistake that `check_config` finds.
    """
    settings = SettingsFile((root / FILE).read_text(encoding="utf-8"), str(FILE))
    return [
        Problem(FILE, settings.line(section, key), message, Severity.PROBLEM)
        for section, key, message in _idle(settings, root)
    ]


def _idle(settings: SettingsFile, root: Path) -> Iterator[tuple[str, str, str]]:
    from babel import localedata  # whose list of languages takes a while

    for section in settings.own.sections():
        known = _keys_of(section, settings.defaults)
        if known is None:
            sections = [_OWN, *settings.defaults.sections()]
            yield section, "", f"unknown section [{section}]{_meant(section, sections)}"
            continue
        for key in settings.own.options(section) if known else ():
            where, value = f"[{section}] {key}", settings.get(section, key)
            is_own = section.startswith(_OWN)
            if key in _FILES and (missing := _missing(value, root)):
                yield section, key, f"{where}: {missing} doesn't exist"
            if key not in known and (is_own or get_close_matches(key, known, cutoff=0.8)):
                yield section, key, f"{where}: unknown setting{_meant(key, known)}"
            codes = value.replace(",", " ").split() if key in ("lang", "languages") else ()
            for code in codes:
                if not localedata.exists(code.partition("-")[0]):
                    yield section, key, f"{where}: unknown language code {code!r}; {_CODES}"


def _keys_of(section: str, defaults: configparser.RawConfigParser) -> Collection[str] | None:
    """Return the settings that a section may have: none for any, None for an unknown section."""
    if section == _OWN:
        return _OWN_KEYS
    if _EDITION.fullmatch(section):
        return _EDITION_KEYS
    if defaults.has_section(section):
        return {*defaults.options(section), *_ADDED_KEYS.get(section, ())}
    is_free = section.startswith("library-") or section.endswith((".labels", ".published"))
    return () if is_free else None


def _missing(value: str, root: Path) -> str:
    """Return the first of some files, folders or patterns that leads to nothing; empty if none."""
    return next((name for name in value.split() if not any(root.glob(name.rstrip("/")))), "")


def _meant(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]}?" if close else ""


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
    for (section, key), check in CHECKS.items():
        message = check(settings.get(section, key))
        if message:
            yield section, key, message
    for section in settings.own.sections():
        for key in ("lib_file",) if section.startswith("library") else ():
            if message := path_mistake(settings.get(section, key)):
                yield section, key, message
    yield from strange_folders(settings, root)
