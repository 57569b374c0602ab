"""What a book's ``config.ini`` says beside d2lbook's own settings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ninbook.dataset import digests
from ninbook.source.settings_file import SettingsFile

_DEADLINE_SECONDS = 24 * 3600


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
        first = self.settings.get("project", "lang") or "en"
        return tuple(dict.fromkeys([first, *self._names("languages")]))

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
                raise BookError(
                    f"config.ini: [ninbook.published] {page}: write a tab and an accuracy, "
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
