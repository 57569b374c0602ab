"""Citations by author and year, and lists of references, as nodes."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import suppress
from functools import cached_property
from importlib.metadata import entry_points
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pybtex.plugin
from pybtex.database import BibliographyData, Entry, Person, parse_file
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text

from ninbook.document.nodes import Node, joined, text_node

_AUTHORS_NAMED = 2
_EAST_ASIAN = re.compile(r"[가-힣ぁ-ヿ一-鿿]")
_ADDRESSES = ("doi", "eprint", "url")
_COMMAND = re.compile(r"\\(?:emph|path|text\w+|url)\s*(?=\{[^}])")
"""Commands of LaTeX that pybtex shows instead of obeying them."""
_FORMULA = re.compile(r"\$(?!\s)([^$]+)(?<!\s)\$(?!\d)")
_SYMBOLS = {"nbsp": "\u00a0", "ndash": "\u2013", "newblock": " "}
_TAGS = {"em": "emphasis", "i": "emphasis", "strong": "strong", "b": "strong", "tt": "code_span"}

# pybtex 0.26 looks through all installed packages whenever it wants one of its plugins.
pybtex.plugin.entry_points = entry_points().select


class Citations:
    """A book's bibliography, read from its BibTeX file if it has one."""

    def __init__(self, file: Path | None) -> None:
        self._file = file if file is not None and file.is_file() else None
        self._formatted: dict[str, list[Node]] = {}

    def cite(self, keys: Iterable[str], textual: bool = False) -> list[Node]:
        """Return a citation that leads to the list of references, as inlines.

        Args:
            keys: keys of the works cited, in their order.
            textual: whether it is part of the sentence: Lin et al. (2013).
        """
        done: list[Node] = []
        for key in keys:
            if done:
                done.append(text_node(", " if textual else "; "))
            entry = self._entries.get(key)
            if entry is None:
                done.append(text_node(key))
                continue
            authors, year = _authors(entry), _year(entry)
            name = year if textual else author_and_year(entry)
            cited = _link(f"#{anchor_of(key)}", [text_node(name)])
            done += [text_node(f"{authors} ("), cited, text_node(")")] if textual else [cited]
        return done if textual else [text_node("("), *done, text_node(")")]

    def references(self, keys: Iterable[str]) -> list[tuple[str, list[Node]]]:
        """Return known works by author and year: the anchor of each, and its inlines."""
        entries = [self._entries[key] for key in dict.fromkeys(keys) if key in self._entries]
        entries.sort(key=lambda entry: (_authors(entry).lower(), _year(entry), entry.key))
        new = [entry for entry in entries if entry.key not in self._formatted]
        if new:
            for item in self._style.format_entries(new):
                self._formatted[item.key] = _tidy(list(_nodes(item.text)))
        return [(anchor_of(entry.key), self._formatted[entry.key]) for entry in entries]

    @cached_property
    def _entries(self) -> Mapping[str, Entry]:
        data = parse_file(str(self._file)) if self._file else BibliographyData()
        complete(data.entries)
        return dict(data.entries.items())

    @cached_property
    def _style(self) -> Any:
        from pybtex.style.formatting.unsrt import Style

        return type("_Style", (AnyWork, Style), {})()


def complete(entries: MutableMapping[str, Entry]) -> None:
    """Give works what they have of the whole that they are a part of, and an author.

    Formulas get braces, in which no style changes capitals. Complete works stay as they are.
    """
    for entry in entries.values():
        fields = entry.fields
        if whole := entries.get(fields.get("crossref", "")):
            inherited = {"booktitle": whole.fields.get("title", ""), **whole.fields}
            for name, value in inherited.items():
                fields.setdefault(name, value)
        for name, value in list(fields.items()):
            plain = _COMMAND.sub("", value)
            fields[name] = plain.strip("{}") if name.lower() in _ADDRESSES else _braced(plain)
        if not entry.persons and entry.type not in ("manual", "proceedings"):
            entry.persons["author"] = [Person(f"{{{fields.get('organization', entry.key)}}}")]


def _braced(value: str) -> str:
    return re.sub(rf"\{{{_FORMULA.pattern}\}}|{_FORMULA.pattern}", _in_braces, value)


def _in_braces(formula: re.Match[str]) -> str:
    return formula[0] if formula[0].startswith("{") else f"{{{formula[0]}}}"


def formulas_in(text: str) -> Iterator[Node]:
    """Yield what a bibliography says in nodes, of which those between dollars are formulas."""
    end = 0
    for found in _FORMULA.finditer(text):
        yield text_node(text[end : found.start()])
        yield Node("math", content=found[1])
        end = found.end()
    yield text_node(text[end:])


class AnyWork:
    """What a style of pybtex needs so that it shows works of unknown or incomplete types."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        style: Any = self
        style.format_name = with_whole_names(style.format_name)

    def format_entry(self, label: str, entry: Entry, bib_data: Any = None) -> Any:
        """Return an entry as text: as @misc if a field is missing that its type needs."""
        style: Any = super()
        if hasattr(self, f"get_{entry.type}_template"):
            with suppress(PybtexError):
                return style.format_entry(label, entry, bib_data)
        entry.type = "misc"
        return style.format_entry(label, entry, bib_data)


def anchor_of(key: str) -> str:
    """Return the anchor of a work in a list of references."""
    return "ref-" + re.sub(r"[\W_]+", "-", key)


def author_and_year(entry: Entry) -> str:
    """Return the label of a work: Lin et al., 2013."""
    return f"{_authors(entry)}, {_year(entry)}".removesuffix(", ")


def _authors(entry: Entry) -> str:
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [_surname(person) for person in people]
    if not names:
        return str(entry.fields.get("organization", entry.key))
    if len(names) > _AUTHORS_NAMED or names[-1] == "others":
        return f"{names[0]} et al."
    return " and ".join(names)


def _surname(person: Person) -> str:
    if _is_east_asian(person):  # a family name alone names nobody
        return _whole_name(person)
    return _unbraced(" ".join([*person.prelast_names, *person.last_names]))


def with_whole_names(given: Callable[[Person, bool], Any]) -> Callable[..., Any]:
    """Return a way to write names that leaves whole those in which the family name comes first."""
    return lambda person, abbreviates=False: (
        Text(_whole_name(person)) if _is_east_asian(person) else given(person, abbreviates)
    )


def _is_east_asian(person: Person) -> bool:
    """Tell whether a name is written in Hangul, Kana or Han, family name first, without spaces."""
    return _EAST_ASIAN.search(str(person)) is not None


def _whole_name(person: Person) -> str:
    parts = (person.prelast_names, person.last_names, person.first_names, person.middle_names)
    return _unbraced("".join(name for names in parts for name in names))


def _year(entry: Entry) -> str:
    return _unbraced(str(entry.fields.get("year", "")))


def _unbraced(text: str) -> str:
    if "\\" in text:  # an accent
        text = str(Text.from_latex(text))
    return text.replace("{", "").replace("}", "").replace("~", " ")


def _nodes(text: Any) -> Iterator[Node]:
    """Yield pybtex's rich text as inlines."""
    from pybtex.richtext import HRef, String, Symbol, Tag

    if isinstance(text, String):
        yield from formulas_in(str(text))
    elif isinstance(text, Symbol):
        yield text_node(_SYMBOLS.get(text.name, " "))
    else:
        children = [node for part in text.parts for node in _nodes(part)]
        if isinstance(text, HRef):
            yield _link(text.url, children)
        elif isinstance(text, Tag) and text.name in _TAGS:
            yield Node(_TAGS[text.name], content=str(text), children=children)
        else:
            yield from children


def _tidy(nodes: Sequence[Node]) -> list[Node]:
    """Return inlines with texts joined and without the word URL in front of an address."""
    done = joined(nodes)
    for node, below in zip_longest(done, done[1:]):
        if node.type == "text":
            text = node.content.removesuffix("URL: " if below and below.type == "link" else "")
            node.content = re.sub(r"\s+", " ", text)
    return done


def _link(address: str, children: list[Node]) -> Node:
    return Node("link", attrs={"href": address}, children=children)
