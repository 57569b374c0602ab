"""Finds where a translation drifted from the English, or from its language's glossary."""

from collections.abc import Iterator

from ninbook.document.arrange import address_of
from ninbook.document.references import CITATIONS, ROLES
from ninbook.files.text import PageError
from ninbook.problems import COMMAND, Problem
from ninbook.source.book import Book, endings
from ninbook.translation.blocks import Block, quote
from ninbook.translation.glossary import Glossary, read_glossary
from ninbook.translation.marks import marks_of
from ninbook.translation.pairs import Pair, State
from ninbook.translation.translation import Translation

_GROUPS = {
    **dict.fromkeys(("label", "eqlabel"), "label"),
    **dict.fromkeys(ROLES, "reference"),
    **dict.fromkeys(CITATIONS, "citation"),
}
"""What roles are called in messages."""


def check_translations(book: Book) -> list[Problem]:
    """Return the problems of all languages but the first, sorted by file and line."""
    problems: list[Problem] = []
    for language in book.languages[1:]:
        try:
            glossary = read_glossary(book.root, language)
        except PageError as error:
            problems.append(Problem.of(error))
            glossary = Glossary()
        for page in book.pages:
            try:
                translation = Translation.read(book, page, language)
                problems += check_translation(book, translation, glossary)
            except PageError as error:
                named = (page, book.translation(page, language))
                if not str(error).startswith(tuple(f"{file.as_posix()}:" for file in named)):
                    problems.append(Problem.of(error))  # else check_sources names it
        problems += _orphans(book, language)
    return sorted(problems)


def check_translation(
    book: Book, translation: Translation, glossary: Glossary
) -> Iterator[Problem]:
    """Yield the problems of one translated page."""
    page, path = translation.page.as_posix(), translation.path
    if not (book.root / path).is_file():
        again = f"{COMMAND} translate sync {page}"
        yield Problem(path, 1, f"is missing, the translation of {page}:1; run {again}")
        return
    if translation.entries is None:
        confirm = f"{COMMAND} translate confirm --all-new {path.as_posix()}"
        compare = f"compare {path.as_posix()}:1 with {page}:1 block by block"
        yield Problem(translation.ledger, 1, f"is missing; {compare}, then run {confirm}")
    for pair in translation.pairs:
        if translation.entries is not None or pair.state is not State.UNCONFIRMED:
            yield from _check_state(translation, pair)
        yield from _check_marks(book, translation, pair)
        yield from _check_glossary(translation, pair, glossary)
    needed = {pair.english.digest for pair in translation.open_pairs if pair.english}
    needed |= {pair.entry.english for pair in translation.open_pairs if pair.entry}
    states = {pair.state for pair in translation.open_pairs}
    for mark in marks_of(translation.translated):
        message = ""
        if not mark.generated:
            message = "text was added to a translation mark; move it out of there"
        elif (mark.digest not in needed) if mark.digest else (mark.state not in states):
            message = f"translation mark is no longer needed; run {COMMAND} translate sync {page}"
        if message:
            yield Problem(path, mark.block.line, message)


def _orphans(book: Book, language: str) -> Iterator[Problem]:
    for folder in sorted({page.parent for page in book.pages}):
        for end in endings(language):
            for file in sorted((book.root / folder).glob(f"*{end}")):
                original = folder / file.name.replace(end, ".md")
                if not (book.root / original).is_file():
                    missing = f"translates {original.as_posix()}:1, which doesn't exist"
                    yield Problem(folder / file.name, 1, missing)


def _check_state(translation: Translation, pair: Pair) -> Iterator[Problem]:
    english_line, line = translation.places(pair)
    english = f"{translation.page.as_posix()}:{english_line}"
    confirm = f"{COMMAND} translate confirm {translation.path.as_posix()}:{line}"
    block, other = pair.english, pair.translated
    message = None
    if pair.state is State.MISSING and block:
        remedy = f"copy it or run {COMMAND} translate sync" if pair.verbatim else "write it here"
        message = f"the {block.kind} {block.quoted} of {english} is missing; {remedy}"
    elif pair.state is State.EXTRA and other:
        was = f", which was {quote(pair.entry.text)}" if pair.entry else ""
        message = f"this {other.kind} has no counterpart near {english}{was}; delete it"
    elif pair.state is State.DIFFERENT and block:
        message = f"{block.kind} differs from {english}; run {COMMAND} translate sync"
    elif pair.state is State.OUTDATED and block:
        message = (
            f"{english} {block.quoted} changed since this was translated; translate the change, "
            f"then run {confirm}"
        )
    elif pair.state is State.UNCONFIRMED and block:
        since = "this is not yet confirmed as the translation of"
        if pair.entry:
            both = pair.entry.english != block.digest
            changed = "both sides have changed" if both else "this has changed"
            since = f"{changed} since it was confirmed to translate"
        message = f"{since} {english} {block.quoted}; compare them, then run {confirm}"
    elif pair.state is State.MOVED and block and other:
        where = (
            f"is elsewhere in the English page; move this to after line {translation.behind(pair)}"
        )
        if block.tab != other.tab:
            where = f"is for {block.tab or 'all tabs'} and this for {other.tab or 'all tabs'}"
        message = f"{english} {block.quoted} {where}"
    if message:
        yield Problem(translation.path, line, message)


def _check_marks(book: Book, translation: Translation, pair: Pair) -> Iterator[Problem]:
    """Check that labels, references, citations and pictures are those of the English."""
    if pair.verbatim or not pair.english or not pair.translated:
        return
    path, line = translation.path, pair.translated.line
    english = f"{translation.page.as_posix()}:{pair.english.line}"
    theirs, ours = _marks_of(pair.english), _marks_of(pair.translated)
    for name in theirs:
        wanted, lines = set(theirs[name]), ours[name]
        for value in [value for value in lines if name == "picture" and value not in wanted]:
            original = value.replace(f".{translation.language}.", ".")
            if original in wanted:  # a picture with words has an edition in the language
                if not (book.root / path.parent / value).is_file():
                    yield Problem(path, lines[value], f"image {value} doesn't exist")
                wanted.discard(original)
                del lines[value]
        for value in sorted(wanted - lines.keys()):
            yield Problem(path, line, f"{name} {value!r} of {english} is missing here")
        for value in sorted(lines.keys() - wanted):
            yield Problem(path, lines[value], f"{name} {value!r} does not occur at {english}")


def _marks_of(block: Block) -> dict[str, dict[str, int]]:
    """Return the lines of a block's labels, references, citations and pictures, by their values."""
    marks: dict[str, dict[str, int]] = {
        name: {} for name in ("label", "reference", "citation", "picture")
    }
    for node in block.nodes:
        if node.type == "role" and (name := _GROUPS.get(node.attrs["name"])):
            values = node.content.split(",") if name == "citation" else [node.content]
            marks[name].update((value.strip(), node.line) for value in values)
        elif node.type in ("figure", "image"):
            marks["picture"][address_of(node)] = node.line
        elif node.type == "heading" and "mark_lines" not in node.attrs:
            marks["label"].update((label, node.line) for label in node.labels)
    return marks


def _check_glossary(translation: Translation, pair: Pair, glossary: Glossary) -> Iterator[Problem]:
    if pair.verbatim or not pair.translated:
        return
    # Where the English changed, its terms are not translated yet; that is a problem of its own.
    english = None if pair.state is State.OUTDATED else pair.english
    for breach in glossary.breaches(english, pair.translated):
        place = f"{translation.page.as_posix()}:{translation.places(pair)[0]}"
        line = pair.translated.line + breach.offset
        if breach.is_term:
            message = f"{breach.found!r} of {place} is {breach.translation!r} in the glossary"
            message += ", which does not occur here"
        else:
            message = f"glossary: write {breach.translation!r}, not {breach.found!r} ({place})"
        yield Problem(translation.path, line, message)
