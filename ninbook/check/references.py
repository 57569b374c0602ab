"""Problems of labels and citations: names that nothing defines, or that are defined twice."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pybtex.database import Entry, parse_file
from pybtex.exceptions import PybtexError
from pybtex.style.formatting.unsrt import Style

from ninbook.check.names import Names, hint
from ninbook.document.d2l_labels import d2l_label, d2l_labels
from ninbook.files.memory import Memory
from ninbook.files.text import PageError, decoded
from ninbook.problems import Problem, Severity
from ninbook.source.book import Book

_NUMBERED = ("heading", "figure", "table", "math_block")
_NEEDED = {
    "article": ("journal", "year"),
    "book": ("publisher", "year"),
    "inbook": ("booktitle", "publisher", "year"),
    "incollection": ("booktitle", "year"),
    "inproceedings": ("booktitle", "year"),
    "mastersthesis": ("school", "year"),
    "phdthesis": ("school", "year"),
    "techreport": ("institution", "year"),
    "unpublished": ("note",),
}
"""Fields that types of works need besides author and title."""
_UNNUMBERED = {"picture": "a picture without a caption", "rows": "a table without a caption"}


def check_labels(pages: Mapping[Path, Names]) -> Iterator[Problem]:
    """Yield the problems of a book's labels."""
    places: dict[str, list[tuple[Path, int, str]]] = defaultdict(list)
    for path, names in pages.items():
        for label, line, kind in names.labels:
            places[label].append((path, line, kind))
    for label, defined in places.items():
        for path, line, _ in defined[1:]:
            first = f"{defined[0][0].as_posix()}:{defined[0][1]}"
            message = f"label {label!r} is already defined at {first}"
            yield Problem(path, line, message, Severity.PROBLEM)
    kinds = {label.lower(): defined[0][2] for label, defined in places.items()}
    for path, names in pages.items():
        for label, line, role in names.references:
            stands = kinds.get(label.lower(), "")
            if not stands and d2l_label(label) is None:
                said = hint(label, sorted({*places, *d2l_labels()}))
                message = f"label {label!r} is not defined;{said}"
                yield Problem(path, line, message, Severity.PROBLEM)
            elif stands and role == "numref" and stands not in _NUMBERED:
                what = _UNNUMBERED.get(stands, f"a {stands.replace('_', ' ')}")
                message = f"label {label!r} belongs to {what}, which has no number"
                yield Problem(path, line, message, Severity.PROBLEM)
            elif stands and role == "eqref" and stands != "math_block":
                message = f":eqref: is for formulas, but {label!r} doesn't label one; use :numref:"
                yield Problem(path, line, message, Severity.PROBLEM)


def check_citations(book: Book, pages: Mapping[Path, Names], memory: Memory) -> Iterator[Problem]:
    """Yield the problems of a book's citations, of which ``memory`` knows those found before."""
    uses = [(path, key, line) for path, names in pages.items() for key, line in names.citations]
    if not uses:
        return
    file = book.bibliography
    if file is None or not (book.root / file).is_file():
        named = f"{file.as_posix()} doesn't exist" if file else "is not set"
        path, _, line = uses[0]
        yield Problem(path, line, f"citation, but [pdf] bibfile of config.ini {named}")
        return
    try:
        lines = decoded(book.content(file), file).split("\n")
        works = _works(book, file, memory)
    except PageError as error:
        yield Problem.of(error)
        return
    except PybtexError as error:
        twice = _places(lines, str(error).rpartition(": ")[2])[1:2]
        line = getattr(error, "lineno", None) or (twice or [1])[0]
        yield Problem(file, line, f"can't be read: {error}")
        return
    for path, key, line in uses:
        if key not in works:
            said = hint(key, sorted(works))
            message = f"BibTeX key {key!r} is not in {file};{said}"
            yield Problem(path, line, message, Severity.PROBLEM)
    for key in sorted({key for _, key, _ in uses if works.get(key)}):
        place = (_places(lines, key) or [1])[0]
        for message, severity in works[key]:
            yield Problem(file, place, f"entry {key} {message}", Severity(severity))


def _places(lines: Sequence[str], key: str) -> list[int]:
    """Return the lines in which entries of a key begin."""
    return [number for number, line in enumerate(lines, start=1) if f"{{{key}," in line]


def _works(book: Book, file: Path, memory: Memory) -> Mapping[str, list[tuple[str, str]]]:
    """Return the keys of a BibTeX file, each with what its entry lacks."""
    name, state = file.as_posix(), hashlib.sha256(book.content(file)).hexdigest()
    found: Mapping[str, list[tuple[str, str]]] | None = memory.recall(name, state)
    if found is None:
        entries = parse_file(str(book.root / file), bib_format="bibtex").entries.items()
        found = {key: list(_lacks(entry)) for key, entry in entries}
        memory.keep(name, state, found)
    return found


def _lacks(entry: Entry) -> Iterator[tuple[str, Severity]]:
    """Yield what of a work would be missing where it is cited or listed."""
    if not hasattr(Style, f"get_{entry.type}_template"):
        yield f"is shown as @misc, since @{entry.type} is unknown", Severity.PROBLEM
    if not {"title", "booktitle"} & {name.lower() for name in entry.fields}:
        yield "has no title", Severity.WARNING
    if not entry.persons and not {"organization", "key"} & {name.lower() for name in entry.fields}:
        yield "has no author, so its key is shown", Severity.WARNING
    for field in _NEEDED.get(entry.type, ()) if "crossref" not in entry.fields else ():
        if field not in entry.fields:
            yield f"has no {field}, so it is shown as @misc", Severity.WARNING
