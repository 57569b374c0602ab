"""Checks ``config.ini`` before anything uses it, and names the line of each mistake.

d2lbook and Sphinx take what it says as names of files and folders, as addresses, and as parts of
program text. None of these may lead out of the book's folder or mean anything else.
"""

from __future__ import annotations

import configparser
import math
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from difflib import get_close_matches
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from ninbook.dataset import digests
from ninbook.problems import Problem, Severity
from ninbook.source.addresses import is_web_address

FILE = Path("config.ini")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*")  # as in BCP 47
_TAB = re.compile(r"[a-z0-9][a-z0-9.+-]*")
_NAME = re.compile(r"[^\W_][\w.+-]*")
_FONT = re.compile(r"[\w .:+/()\[\]=,;-]*")
_REPOSITORY = re.compile(r"[\w.-]+(/[\w.-]+)+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LONGEST_NAME = 100
_OWN = "ninbook"


class _Settings:
    """The settings of a book over d2lbook's defaults, with the lines on which they stand."""

    def __init__(self, text: str, source: str) -> None:
        self.parser = configparser.ConfigParser()
        self.defaults = configparser.RawConfigParser()
        package = find_spec("d2lbook")
        if package and package.origin:
            defaults = Path(package.origin).with_name("config_default.ini")
            self.parser.read(defaults, encoding="utf-8")
            self.defaults.read(defaults, encoding="utf-8")
        self.parser.read_string(text, source)
        self.own = configparser.RawConfigParser()
        self.own.read_string(text, source)
        self._lines = text.splitlines()

    def get(self, section: str, key: str) -> str:
        """Return a value; one of this builder's own may hold a bare percent sign."""
        try:
            return self.parser.get(section, key, fallback="")
        except configparser.InterpolationError:
            return self.parser.get(section, key, fallback="", raw=True)

    def line(self, section: str, key: str) -> int:
        """Return the line of a setting, or of its section; 1 if the book has neither."""
        within = ""
        for number, line in enumerate(self._lines, start=1):
            heading = configparser.RawConfigParser.SECTCRE.match(line)
            if heading:
                within = heading["header"]
                if within == section and not key:
                    return number
            named = configparser.RawConfigParser.OPTCRE.match(line)
            if within != section or named is None or line[:1] in " \t#;":
                continue
            if named["option"].strip().lower() == key:
                return number
        return 1


def check_config(root: Path) -> list[Problem]:
    """Return what is wrong with a book's ``config.ini``, in the order of its lines.

    Args:
        root: the book's root.

    Raises:
        OSError: the file can't be read.
    """
    content = (root / FILE).read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return [Problem(FILE, line, "not valid UTF-8; save the file as UTF-8")]
    if text.startswith("\ufeff"):
        return [Problem(FILE, 1, "begins with a byte order mark; save the file without it")]
    try:
        settings = _Settings(text, str(FILE))
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
    have settings that d2lbook dropped.

    Args:
        root: the book's root, whose ``config.ini`` has no mistake that `check_config` finds.
    """
    settings = _Settings((root / FILE).read_text(encoding="utf-8"), str(FILE))
    found = []
    for section in settings.own.sections():
        known = _keys_of(section, settings.defaults)
        if known is None:
            sections = [_OWN, *settings.defaults.sections()]
            message = f"no section [{section}] is known{_meant(section, sections)}"
            found.append(Problem(FILE, settings.line(section, ""), message, Severity.PROBLEM))
            continue
        for key in settings.own.options(section) if known else ():
            is_own = section.startswith(_OWN)
            if key in _FILES and (missing := _missing(settings.get(section, key), root)):
                message = f"[{section}] {key}: {missing} doesn't exist"
                found.append(Problem(FILE, settings.line(section, key), message, Severity.PROBLEM))
            if key not in known and (is_own or get_close_matches(key, known, cutoff=0.8)):
                message = f"[{section}] {key}: no such setting is known{_meant(key, known)}"
                found.append(Problem(FILE, settings.line(section, key), message, Severity.PROBLEM))
    return found


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
    return f"; {close[0]} may be meant" if close else ""


def _syntax_error(error: configparser.Error) -> tuple[int, str]:
    if isinstance(error, configparser.DuplicateOptionError):
        return error.lineno or 1, f"[{error.section}] names {error.option} twice"
    if isinstance(error, configparser.DuplicateSectionError):
        return error.lineno or 1, f"the section [{error.section}] is there twice; join them"
    if isinstance(error, configparser.MissingSectionHeaderError):
        return error.lineno, f"stands before any section: {error.line.strip()!r}"
    if isinstance(error, configparser.ParsingError) and error.errors:
        return error.errors[0][0], "neither a section nor a setting, as in [build] or index = index"
    return 1, " ".join(str(error).split())


def _mistakes(settings: _Settings, root: Path) -> Iterator[tuple[str, str, str]]:
    for section in settings.own.sections():
        for key, value in settings.own.items(section):
            if _CONTROL.search(value or ""):
                yield section, key, "holds a control character; remove it"
            if section.partition(".")[0] != _OWN and (section, key) not in _PERCENT_ALLOWED:
                try:
                    settings.parser.get(section, key)
                except configparser.InterpolationError:
                    yield section, key, "write a percent sign as %%"
    for (section, key), check in _CHECKS.items():
        message = check(settings.get(section, key))
        if message:
            yield section, key, message
    for section in settings.own.sections():
        for key in ("lib_file",) if section.startswith("library") else ():
            if message := _path(settings.get(section, key)):
                yield section, key, message
    yield from _strange_folders(settings, root)


def _path(value: str) -> str:
    """Say what is wrong with the name of a file or folder, as seen from the book's folder."""
    if os.path.isabs(value) or re.match(r"[A-Za-z]:|~|\\", value):  # noqa: PTH117
        return f"{value!r} is no path within the book; name it as seen from the book's folder"
    if Path(os.path.normpath(value)).parts[:1] == (os.pardir,):
        return f"{value!r} leads out of the book's folder"
    return ""


def _index(value: str) -> str:
    return f"{value!r}; leave out .md" if value.endswith(".md") else _path(value)


def _paths(value: str) -> str:
    return next(filter(None, map(_path, value.split())), "")


def _first_paths(value: str) -> str:
    return next(filter(None, (_path(line.split(",")[0]) for line in value.splitlines())), "")


def _bibliography(value: str) -> str:
    # d2lbook resolves it from the folder of the generated reStructuredText.
    within = os.path.normpath(f"folder/rst/{value}") if value and value[0] not in "/~" else value
    return _path(within)


def _pages(value: str) -> str:
    wrong = [pattern for pattern in value.split() if not pattern.endswith("md")]
    if wrong:
        return f"{wrong[0]!r} does not end with md; write patterns such as *.md */*.md"
    return _paths(value)


def _tabs(value: str) -> str:
    names = [name.strip() for name in value.lower().split(",")] if value.strip() else []
    if "" in names:
        return "a comma has no name beside it; write tabs such as: pytorch, jax"
    wrong = [name for name in names if not _TAB.fullmatch(name) or name in ("all", "default")]
    if wrong:
        return f"{wrong[0]!r} can't be a tab; use letters, digits and hyphens, and not all"
    return _twice(names)


def _twice(names: Sequence[str]) -> str:
    twice = [name for index, name in enumerate(names) if name in names[:index]]
    return f"names {twice[0]} twice" if twice else ""


def _code(value: str) -> str:
    try:
        compile(value, str(FILE), "exec")
    except (SyntaxError, ValueError) as error:
        return f"no Python reads it: {error}"
    return ""


def _languages(value: str) -> str:
    wrong = [one for one in value.replace(",", " ").split() if not _LANGUAGE.fullmatch(one)]
    if wrong:
        return f"{wrong[0]!r} is no language; write codes such as en, ko, pt-BR"
    return _twice(value.replace(",", " ").split())


def _language(value: str) -> str:
    return (
        f"{value!r} is no language; write one code, such as en"
        if " " in value
        else (_languages(value))
    )


def _project_name(value: str) -> str:
    if _NAME.fullmatch(value) and len(value) <= _LONGEST_NAME:
        return ""
    return f"{value!r} can't be the name of a file; use letters, digits, hyphens and dots"


def _font(value: str) -> str:
    return "" if _FONT.fullmatch(value) else f"{value!r} is no name of a font"


def _switch(value: str) -> str:
    return "" if value.lower() in ("", "true", "false") else f"{value!r} is neither True nor False"


def _seconds(value: str) -> str:
    try:
        wrong = bool(value) and not 0 < float(value) < math.inf
    except ValueError:
        wrong = True
    return f"{value!r} is no number of seconds above 0" if wrong else ""


def _data_sets(value: str) -> str:
    names = value.replace(",", " ").split()
    known = digests() if names else {}
    wrong = [name for name in names if name not in known]
    return f"{wrong[0]!r} is no data set; known are {', '.join(known)}" if wrong else ""


def _repositories(value: str) -> str:
    for line in value.splitlines():
        named = line.rpartition(",")[2].strip()
        if named and (not _REPOSITORY.fullmatch(named) or ".." in named.split("/")):
            return f"{named!r} is no repository; write it as owner/name"
    return ""


def _links(value: str) -> str:
    for line in value.splitlines():
        if line.strip() and len([part for part in line.split(",") if part.strip()]) != 3:
            return f"{line.strip()!r} is no link; write name, address and icon"
    return ""


def _folder_address(value: str) -> str:
    """Say what is wrong with the address of a site's root folder."""
    named = value.strip()
    example = "write an address such as https://example.org/book/, or leave it empty"
    if named and (not is_web_address(named) or urlsplit(named).query or urlsplit(named).fragment):
        return f"is {named!r}; {example}"
    return ""


def _address(value: str) -> str:
    return "" if not value or is_web_address(value) else f"{value!r} is no address on the web"


def _strange_folders(settings: _Settings, root: Path) -> Iterator[tuple[str, str, str]]:
    """Find output folders in which builds would overwrite or delete the book's own files."""
    output = settings.get("build", "output_dir")
    for key in ("output_dir", "html_dir"):
        value = settings.get("build", key)
        if not value and key == "html_dir":
            continue
        if message := _path(value):
            yield "build", key, message
            continue
        folder = Path(os.path.normpath(value))
        if not (root / folder).resolve().is_relative_to(root.resolve()):
            yield "build", key, f"{value!r} is a link out of the book's folder"
        elif folder == Path():
            yield "build", key, "is the book's folder itself; name a folder of its own"
        elif own := _own_file_in(folder, settings, root):
            yield "build", key, f"{value!r} holds {own}, which is the book's; name another folder"
        elif key == "html_dir" and (
            Path(os.path.normpath(output)).is_relative_to(folder)
            or _is_generated_beside_site(folder, output)
        ):
            yield "build", key, f"{value!r} is where other targets go; name a folder of its own"


def _is_generated_beside_site(folder: Path, output: str) -> bool:
    parts = folder.relative_to(output).parts if folder.is_relative_to(output) else ("html",)
    return not parts or parts[0].partition("_")[0] in GENERATED - {"html"}


GENERATED = frozenset(
    [
        "cache",
        "colab",
        "downloads",
        "eval",
        "html",
        "ipynb",
        "lab",
        "linkcheck",
        "pdf",
        "rst",
        "sagemaker",
        "slides",
    ]
)
"""What folders in the output folder are called, before an underscore and a tab."""


def strange_entries(folder: Path, languages: Iterable[str]) -> list[str]:
    """Return the names in an output folder that no build makes.

    Args:
        folder: the folder.
        languages: those of the book; what earlier ones left is known by what is in it.
    """
    strange = []
    for entry in sorted(folder.iterdir()):
        is_made = entry.name.partition("_")[0] in GENERATED or entry.name in languages
        if not is_made and _LANGUAGE.fullmatch(entry.name) and entry.is_dir():
            is_made = not strange_entries(entry, ())
        if not is_made and not entry.name.startswith("."):
            strange.append(entry.name)
    return strange


def _own_file_in(folder: Path, settings: _Settings, root: Path) -> str:
    """Return a file or folder of the book's own in a folder, or around it; empty if none."""
    build = partial(settings.get, "build")
    source = build("source_dir")
    named = [FILE, Path("static"), Path("outputs"), Path(".git"), Path(".venv")]
    named += [Path(source, f"{Path(build('index')).with_suffix('')}.md")]
    for pattern in build("resources").split():
        named.append(Path(source, *_before_wildcards(pattern)))
    for section, key in (("html", "favicon"), ("html", "html_logo"), ("html", "og_image")):
        named += [Path(settings.get(section, key))] if settings.get(section, key) else []
    for each in named:
        own = Path(os.path.normpath(each))
        if own != Path() and (own.is_relative_to(folder) or folder.is_relative_to(own)):
            return own.as_posix()
    languages = settings.get(_OWN, "languages").replace(",", " ").split()
    if (root / folder).is_dir():
        for entry in map((root / folder).joinpath, strange_entries(root / folder, languages)):
            pages = [entry] if entry.suffix == ".md" else entry.glob("**/*.md")
            if found := next(iter(pages), None):
                return found.relative_to(root).as_posix()
    return ""


def _before_wildcards(pattern: str) -> list[str]:
    parts = []
    for part in pattern.split("/"):
        if any(character in part for character in "*?["):
            break
        parts.append(part)
    return parts


_EDITION = re.compile(rf"{_OWN}\.{_LANGUAGE.pattern}")
_FILES = ("resources", "favicon", "html_logo", "og_image", "include_css", "include_js")
_OWN_KEYS = {"active_outputs", "datasets", "deadline", "fold_code", "languages"}
_EDITION_KEYS = {"author", "copyright", "title"}
_ADDED_KEYS = {"build": ("html_dir",), "html": ("base_url", "og_image")}
"""Settings of this builder's in d2lbook's sections, and those that d2lbook gives no default."""
_PERCENT_ALLOWED = {("html", "base_url"), ("html", "og_image")}
"""Settings of this builder's in d2lbook's sections, in which a percent sign means itself."""
_CHECKS: dict[tuple[str, str], Callable[[str], str]] = {
    ("project", "name"): _project_name,
    ("project", "lang"): _language,
    ("build", "index"): _index,
    ("build", "source_dir"): _path,
    ("build", "notebooks"): _pages,
    ("build", "rsts"): _paths,
    ("build", "non-notebooks"): _paths,
    ("build", "exclusions"): _paths,
    ("build", "dependencies"): _paths,
    ("build", "resources"): _paths,
    ("build", "sphinx_configs"): _code,
    ("build", "tabs"): _tabs,
    ("build", "warning_is_error"): _switch,
    ("html", "favicon"): _path,
    ("html", "html_logo"): _path,
    ("html", "og_image"): _path,
    ("html", "include_css"): _paths,
    ("html", "include_js"): _paths,
    ("html", "header_links"): _links,
    ("html", "base_url"): _folder_address,
    ("pdf", "bibfile"): _bibliography,
    ("pdf", "latex_logo"): _path,
    ("pdf", "post_latex"): _path,
    ("pdf", "latex_url"): _address,
    ("pdf", "main_font"): _font,
    ("pdf", "sans_font"): _font,
    ("pdf", "mono_font"): _font,
    ("library", "save_filename"): _path,
    ("library", "save_patterns"): _first_paths,
    ("library", "version_file"): _path,
    ("library", "root_dir"): _path,
    ("colab", "github_repo"): _repositories,
    ("sagemaker", "github_repo"): _repositories,
    ("slides", "github_repo"): _repositories,
    (_OWN, "languages"): _languages,
    (_OWN, "deadline"): _seconds,
    (_OWN, "datasets"): _data_sets,
    (_OWN, "active_outputs"): _switch,
}
