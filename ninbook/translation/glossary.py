"""The glossary of a language: what its texts must not say, and how they must say the terms.

It is the table ``glossary.<language>.tsv`` in this folder, and one of that name in the book's root,
if there is one. A row with the rule ``avoid`` names a form that must not occur in the translation;
a row with ``term`` an English term whose translation must occur where the term does. Forms are
regular expressions in which a space stands for any space, or none in a language written without.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ninbook.files.text import PageError, decoded
from ninbook.translation.blocks import Block, normalise

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Rule:
    """One row."""

    is_term: bool  # the translation must occur where the term does; else a form must not
    form: re.Pattern[str]  # what is looked for
    translation: str  # what to write
    wanted: re.Pattern[str]  # how the translation is looked for


@dataclass(frozen=True)
class Breach:
    """A place that breaks a rule."""

    offset: int  # lines from the block's first
    found: str  # the form in the translation, or the term in the English
    translation: str
    is_term: bool  # see `Rule`


@dataclass(frozen=True)
class Glossary:
    """The rules of a language."""

    rules: tuple[Rule, ...] = ()

    def breaches(self, english: Block | None, translated: Block) -> Iterator[Breach]:
        """Find what breaks the rules in a block; without the English, terms are not looked for."""
        text, original = _prose(translated), _prose(english) if english else ""
        for rule in self.rules:
            if rule.is_term:
                term = rule.form.search(original)
                if term and not rule.wanted.search(text):
                    yield Breach(0, normalise(term[0]), rule.translation, True)
                continue
            for found in rule.form.finditer(text):
                offset = text.count("\n", 0, found.start())
                yield Breach(offset, normalise(found[0]), rule.translation, False)


def read_glossary(root: Path, language: str) -> Glossary:
    """Read the glossary of a language; it is empty if there is no table.

    Raises:
        PageError: a row can't be understood, or the table isn't UTF-8.
    """
    name = f"glossary.{language}.tsv"
    files = [file for file in (_FOLDER / name, root / name) if file.is_file()]
    return Glossary(tuple(rule for file in files for rule in _rows(root, file)))


def _rows(root: Path, file: Path) -> Iterator[Rule]:
    name = file.relative_to(root) if file.is_relative_to(root) else file
    lines = decoded(file.read_bytes(), name).removeprefix("\ufeff").split("\n")  # Excel's mark
    reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    for row in reader:
        kind, form, translation = (row.get(k) or "" for k in ("rule", "form", "translation"))
        place = f"{name.as_posix()}:{reader.line_num}"
        if kind not in ("avoid", "term") or not form or not translation:
            raise PageError(f"{place}: needs rule (avoid or term), form and translation")
        try:
            yield _rule(kind, form, translation)
        except (re.error, OverflowError) as error:
            raise PageError(f"{place}: {form!r} is no pattern: {error}") from error


def _rule(kind: str, form: str, translation: str) -> Rule:
    if kind == "avoid":
        pattern = re.compile(form.replace(" ", r"\s*"))
    else:
        spaced = form.replace(" ", r"\s+")
        pattern = re.compile(rf"(?<![A-Za-z])(?:{spaced})(?![A-Za-z])", re.IGNORECASE)
    words = (re.escape(word) for word in translation.split(" "))
    return Rule(kind == "term", pattern, translation, re.compile(r"\s*".join(words), re.IGNORECASE))


def _prose(block: Block) -> str:
    """Return a block's words in its lines, without what is in no language: code and references."""
    text, line = "", block.line
    for node in block.nodes:
        if node.type in ("text", "math", "math_block", "html_block"):
            words = f"${node.content}$" if node.type == "math" else node.content
            text += "\n" * (node.line - line) + words
            line = max(line, node.line) + words.count("\n")
        elif node.type in ("role", "code_span"):
            text += " "
    return text
