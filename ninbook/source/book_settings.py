"""What a book's ``config.ini`` says, over d2lbook's defaults and beside its settings."""

from __future__ import annotations

import configparser
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ninbook.dataset import digests

_DEADLINE_SECONDS = 24 * 3600
HTML_FILES = ("favicon", "html_logo", "og_image", "include_css", "include_js")
"""Settings in ``[html]`` that name files, which need not be resources."""


class BookError(RuntimeError):
    """The folder is no book that can be built; the message says what to do."""


@dataclass(frozen=True)
class BookSettings:
    """The settings of a book."""

    root: Path  # folder with ``config.ini``
    config: Any  # d2lbook's own, defaults filled in

    @cached_property
    def settings(self) -> SettingsFile:
        """The file with all of them."""
        return SettingsFile((self.root / "config.ini").read_text("utf-8"), "config.ini")

    @property
    def tabs(self) -> list[str]:
        """The book's tabs in their order; empty if it has none."""
        return list(self.config.tabs)

    @property
    def tabs_or_none(self) -> list[str | None]:
        """The book's tabs; in a book without any, None in their place."""
        return [*self.tabs] or [None]

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The book's languages, as in BCP 47; the first is that of the pages without a suffix."""
        named = [self.settings.get("project", "lang"), *self._names("languages")]
        found: dict[str, str] = {}
        for name in [*filter(None, named)] or ["en"]:
            code = name.replace("_", "-")  # as in pt_BR, which other programs write
            found.setdefault(code.lower(), code)
        return tuple(found.values())

    @cached_property
    def base_url(self) -> str:
        """Where the site will stand, with a slash at the end; empty if the book doesn't say."""
        named = self.settings.get("html", "base_url").strip()
        return f"{named.rstrip('/')}/" if named else ""

    @cached_property
    def data_digest(self) -> str:
        """Digest of the data sets on which the code depends; empty if the book names none."""
        names = self._names("datasets")
        return "".join(map(digests().__getitem__, names)) if names else ""

    @property
    def deadline_seconds(self) -> float:
        """Seconds that the execution of one notebook may take."""
        return float(self.settings.get("ninbook", "deadline") or _DEADLINE_SECONDS)

    def folds_code(self, page: str) -> bool:
        """Tell whether a page's code is folded: its name is in ``[ninbook] fold_code``."""
        return page in self.settings.get("ninbook", "fold_code").split()

    def published(self, page: str) -> dict[str | None, str]:
        """Return the validation accuracies that others published for a page's code, by tab.

        Args:
            page: name of the page, without suffix; a key of ``[ninbook.published]``, whose value
                is as ``pytorch 0.865, jax 0.877``.

        Raises:
            BookError: the value can't be read.
        """
        named = self.settings.get("ninbook.published", page.lower())
        published: dict[str | None, str] = {}
        for entry in filter(None, named.split(",")):
            tab, _, accuracy = entry.strip().partition(" ")
            if tab not in self.tabs or not accuracy.replace(".", "", 1).strip().isdigit():
                line = self.settings.line("ninbook.published", page.lower())
                raise BookError(
                    f"config.ini:{line}: [ninbook.published] {page}: write a tab and an accuracy, "
                    f"such as jax 0.877, not {entry.strip()!r}"
                )
            published[tab] = accuracy.strip()
        return published

    @property
    def has_active_outputs(self) -> bool:
        """Whether scripts, event handlers and frames of the book's own outputs stay in them."""
        return self.settings.get("ninbook", "active_outputs").lower() == "true"

    def section(self, name: str) -> dict[str, str]:
        """Return a section of the book's own ``config.ini``, without d2lbook's defaults."""
        own = self.settings.own
        keys = own.options(name) if own.has_section(name) else ()
        return {key: self.settings.get(name, key) for key in keys}

    def _names(self, key: str) -> list[str]:
        """Return the names in a setting of this builder's, parted by commas or spaces."""
        return self.settings.get("ninbook", key).replace(",", " ").split()


class SettingsFile:
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
        self.own = configparser.RawConfigParser(default_section="")  # [DEFAULT] is one section
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
