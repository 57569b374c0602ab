"""Citations by author and year, and lists of references, in plain Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from pybtex.database import BibliographyData, Entry, Person, parse_file

_AUTHORS_NAMED = 2


class Citations:
    """A book's bibliography.

    Args:
        file: the BibTeX file; None in a book without one.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file if file is not None and file.is_file() else None
        self._formatted: dict[str, str] = {}

    def cite(self, keys: Iterable[str], textual: bool = False) -> str:
        """Returns a citation whose years lead to the list of references.

        Args:
            keys: of the works cited, in their order.
            textual: whether it is part of the sentence: Lin et al. (2013).
        """
        parts = []
        for key in keys:
            entry = self._entries.get(key)
            if entry is None:
                parts.append(key)
                continue
            authors, year = _authors(entry), _year(entry)
            anchor = f"#{anchor_of(key)}"
            parts.append(
                f"{authors} ([{year}]({anchor}))" if textual else f"[{authors}, {year}]({anchor})"
            )
        return ", ".join(parts) if textual else f"({'; '.join(parts)})"

    def references(self, keys: Iterable[str]) -> str:
        """Returns a list of works, ordered by author and year.

        Args:
            keys: of the works; unknown ones are left out.
        """
        entries = [self._entries[key] for key in dict.fromkeys(keys) if key in self._entries]
        entries.sort(key=lambda entry: (_authors(entry).lower(), _year(entry), entry.key))
        if not entries:
            return ""
        new = [entry for entry in entries if entry.key not in self._formatted]
        if new:
            style, backend = self._format
            for item in style.format_entries(new):
                self._formatted[item.key] = _tidy(item.text.render(backend))
        return "\n".join(
            f'- <a id="{anchor_of(entry.key)}"></a>{self._formatted[entry.key]}'
            for entry in entries
        )

    @cached_property
    def _entries(self) -> Mapping[str, Entry]:
        data = parse_file(str(self._file)) if self._file else BibliographyData()
        return dict(data.entries.items())

    @cached_property
    def _format(self) -> tuple[Any, Any]:
        from pybtex.backends.markdown import Backend
        from pybtex.style.formatting.unsrt import Style

        return Style(), Backend("utf-8")


def anchor_of(key: str) -> str:
    """Returns the anchor of a work in a list of references."""
    return "ref-" + re.sub(r"[^0-9A-Za-z]+", "-", key)


def _authors(entry: Entry) -> str:
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [_surname(person) for person in people]
    if not names:
        return str(entry.fields.get("organization", entry.key))
    if len(names) > _AUTHORS_NAMED or names[-1] == "others":
        return f"{names[0]} et al."
    return " and ".join(names)


def _surname(person: Person) -> str:
    parts = [*person.prelast_names, *person.last_names]
    return _unbraced(" ".join(parts))


def _year(entry: Entry) -> str:
    return _unbraced(str(entry.fields.get("year", "")))


def _unbraced(text: str) -> str:
    return text.replace("{", "").replace("}", "").replace("~", " ")


def _tidy(text: str) -> str:
    """Removes escapes that a notebook shows: a full stop or a dash needs none in running text."""
    text = re.sub(r"\\([.\-!#()+&])", r"\1", text)
    text = re.sub(r"URL: \[[^\]]*\]\(([^)]*)\)", r"<\1>", text)
    return " ".join(text.split())
