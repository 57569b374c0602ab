"""Say what is wrong with a value of ``config.ini``: each check returns it, or nothing.

d2lbook and Sphinx take what it says as names of files and folders, as addresses, and as parts of
program text. None of these may lead out of the book's folder or mean anything else.
"""

import math
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from ninbook.dataset import digests

LANGUAGE = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*")  # as in BCP 47
_TAB = re.compile(r"[a-z0-9][a-z0-9.+-]*")
_REPOSITORY = re.compile(r"[\w.-]+(/[\w.-]+)+")
_HOST = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?")
_NEVER = re.compile(r"[\s\"'<>\\^`{}|;]")
"""What an address has in encoded form only."""


def path_mistake(value: str) -> str:
    """Say what is wrong with the name of a file or folder, as seen from the book's folder."""
    if os.path.isabs(value) or re.match(r"[A-Za-z]:|~|\\", value):  # noqa: PTH117
        return f"{value!r} is not a path inside the book; write it relative to the book's folder"
    if Path(os.path.normpath(value)).parts[:1] == (os.pardir,):
        return f"{value!r} points outside the book's folder"
    return ""


def _source(value: str) -> str:
    move = f"move config.ini into {value}, beside the pages, and leave this out"
    return path_mistake(value) or ("" if os.path.normpath(value) == "." else move)


def _index(value: str) -> str:
    return f"{value!r}; leave out .md" if value.endswith(".md") else path_mistake(value)


def _paths(value: str) -> str:
    return next(filter(None, map(path_mistake, value.split())), "")


def _first_paths(value: str) -> str:
    return next(filter(None, (path_mistake(line.split(",")[0]) for line in value.splitlines())), "")


def _bibliography(value: str) -> str:
    # d2lbook resolves it from the folder of the generated reStructuredText.
    within = os.path.normpath(f"folder/rst/{value}") if value and value[0] not in "/~" else value
    return path_mistake(within)


def _pages(value: str) -> str:
    wrong = [pattern for pattern in value.split() if not pattern.endswith("md")]
    if wrong:
        return f"{wrong[0]!r} does not end with md; write patterns such as *.md */*.md"
    return _paths(value)


def _tabs(value: str) -> str:
    names = [name.strip() for name in value.lower().split(",")] if value.strip() else []
    if "" in names:
        return "a name is missing beside a comma; write tabs such as: pytorch, jax"
    wrong = [name for name in names if not _TAB.fullmatch(name) or name in ("all", "default")]
    if wrong:
        return f"{wrong[0]!r} can't be a tab; use letters, digits and hyphens, but not the word all"
    if names and names[0] not in value:  # d2lbook looks for the first one so
        return f"write {names[0]!r} in small letters"
    return _twice(names)


def _twice(names: Sequence[str]) -> str:
    twice = [name for index, name in enumerate(names) if name in names[:index]]
    return f"names {twice[0]} twice" if twice else ""


def _code(value: str) -> str:
    try:
        compile(value, "config.ini", "exec")
    except (SyntaxError, ValueError) as error:
        return f"not valid Python: {error}"
    return ""


def _languages(value: str) -> str:
    wrong = [one for one in value.replace(",", " ").split() if not LANGUAGE.fullmatch(one)]
    if wrong:
        return f"{wrong[0]!r} is not a language; write codes such as en, ko, pt-BR"
    return _twice(value.replace(",", " ").split())


def _language(value: str) -> str:
    if " " in value:
        return f"{value!r} is not a language; write one code, such as en"
    return _languages(value)


def _matching(pattern: str, mistake: str) -> Callable[[str], str]:
    return lambda value: "" if re.fullmatch(pattern, value) else f"{value!r} {mistake}"


_project_name = _matching(
    r"[^\W_][\w.+-]{0,99}",
    "can't be the name of a file; use letters, digits, hyphens and dots",
)
_font = _matching(r"[\w .:+/()\[\]=,;-]*", "is not the name of a font")
_switch = _matching("(?i:true|false|)", "is neither True nor False")


def _seconds(value: str) -> str:
    try:
        wrong = bool(value) and not 0 < float(value) < math.inf
    except ValueError:
        wrong = True
    return f"{value!r} is not a positive number of seconds" if wrong else ""


def _data_sets(value: str) -> str:
    names = value.replace(",", " ").split()
    known = digests() if names else {}
    wrong = [name for name in names if name not in known]
    return f"{wrong[0]!r} is not a known data set; choose from {', '.join(known)}" if wrong else ""


def _repositories(value: str) -> str:
    for line in value.splitlines():
        named = line.rpartition(",")[2].strip()
        if named and (not _REPOSITORY.fullmatch(named) or ".." in named.split("/")):
            return f"{named!r} is not a repository; write it as owner/name"
    return ""


def _links(value: str) -> str:
    for line in value.splitlines():
        if line.strip() and len([part for part in line.split(",") if part.strip()]) != 3:
            return f"{line.strip()!r} is not a link; write a name, an address and an icon"
    return ""


def _folder_address(value: str) -> str:
    """Say what is wrong with the address of a site's root folder."""
    named = value.strip()
    example = "write an address such as https://example.org/book/, or leave it empty"
    if named and (not is_web_address(named) or urlsplit(named).query or urlsplit(named).fragment):
        return f"is {named!r}; {example}"
    return ""


def _address(value: str) -> str:
    return "" if not value or is_web_address(value) else f"{value!r} is not a web address"


def is_web_address(address: str) -> bool:
    """Tell whether this is a whole address of a file or folder on a web server."""
    return origin_of(address) is not None and not _NEVER.search(address)


def origin_of(address: str) -> str | None:
    """Return scheme, host and port; None if the address isn't one of HTTP on a host with a name."""
    try:
        parts = urlsplit(address.strip())
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host):
        return None
    return f"{parts.scheme}://{host}" + (f":{port}" if port is not None else "")


CHECKS: dict[tuple[str, str], Callable[[str], str]] = {
    ("project", "name"): _project_name,
    ("project", "lang"): _language,
    ("build", "index"): _index,
    ("build", "source_dir"): _source,
    ("build", "notebooks"): _pages,
    ("build", "rsts"): _paths,
    ("build", "non-notebooks"): _paths,
    ("build", "exclusions"): _paths,
    ("build", "dependencies"): _paths,
    ("build", "resources"): _paths,
    ("build", "sphinx_configs"): _code,
    ("build", "tabs"): _tabs,
    ("build", "warning_is_error"): _switch,
    ("html", "favicon"): path_mistake,
    ("html", "html_logo"): path_mistake,
    ("html", "og_image"): path_mistake,
    ("html", "include_css"): _paths,
    ("html", "include_js"): _paths,
    ("html", "header_links"): _links,
    ("html", "base_url"): _folder_address,
    ("pdf", "bibfile"): _bibliography,
    ("pdf", "latex_logo"): path_mistake,
    ("pdf", "post_latex"): path_mistake,
    ("pdf", "latex_url"): _address,
    ("pdf", "main_font"): _font,
    ("pdf", "sans_font"): _font,
    ("pdf", "mono_font"): _font,
    ("library", "save_filename"): path_mistake,
    ("library", "save_patterns"): _first_paths,
    ("library", "version_file"): path_mistake,
    ("library", "root_dir"): path_mistake,
    ("colab", "github_repo"): _repositories,
    ("sagemaker", "github_repo"): _repositories,
    ("slides", "github_repo"): _repositories,
    ("ninbook", "languages"): _languages,
    ("ninbook", "deadline"): _seconds,
    ("ninbook", "datasets"): _data_sets,
    ("ninbook", "active_outputs"): _switch,
}
