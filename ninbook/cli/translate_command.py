"""``d2lbook translate``: what is translated, what is not, and what a person has to look at."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ninbook.cli.failures import UsageError
from ninbook.cli.word_diff import line_diff, word_diff
from ninbook.files.write import write_atomically
from ninbook.problems import COMMAND
from ninbook.source import Book
from ninbook.translation.blocks import quote
from ninbook.translation.marks import without_marks
from ninbook.translation.pairs import Pair, State
from ninbook.translation.sync import Synced, synchronise
from ninbook.translation.translation import Translation

_EPILOG = """\
examples:
  d2lbook translate status
  d2lbook translate sync
  d2lbook translate confirm chapter_cnn-modern/nin.ko.md:15

A translation lies next to its page, as nin.ko.md next to nin.md. A third file, the ledger
nin.ko.ledger, records which English text each block translates. After an edit to the English, run
sync, which copies changed code and marks the rest. Translate the marked blocks, compare, confirm,
and commit all three files.
"""
_STATUS = """\
examples:
  d2lbook translate status                              all pages, all languages
  d2lbook translate status --lang ko chapter_cnn-modern/nin.md

In the changes of the English, [-this-] was deleted and {+this+} was added.

exit code: 0 if all is current, 1 if anything needs work, 2 for wrong usage
"""
_SYNC = """\
examples:
  d2lbook translate sync                                all pages, all languages
  d2lbook translate sync --lang ko chapter_cnn-modern/nin.md

Copies code cells, equations and labels that changed or are new in the English. Above each paragraph
that needs work it writes a comment that quotes the English; what you write into it is never lost.
A second run changes nothing. A page that isn't there yet is begun.

exit code: 0 done, 1 if a page can't be read, 2 for wrong usage
"""
_CONFIRM = """\
examples:
  d2lbook translate confirm chapter_cnn-modern/nin.md:15 chapter_cnn-modern/nin.md:29
  d2lbook translate confirm chapter_cnn-modern/nin.ko.md:15
  d2lbook translate confirm 37aad0608d91
  d2lbook translate confirm --all-new chapter_cnn-modern/nin.ko.md

BLOCK is PAGE:LINE, any line of the block in either language, or the first digits of the digest of
either side. Compare the two texts first: nobody looks at them again before the English changes.
With --all-new, BLOCK is a page without a ledger, of which every block is confirmed.

exit code: 0 done, 1 if a block can't be confirmed, and then none is, 2 for wrong usage
"""
_ALWAYS_COUNTED = (State.CURRENT, State.OUTDATED, State.MISSING, State.EXTRA)


def add_to(commands: argparse._SubParsersAction) -> None:
    """Add the command's parser."""
    parser = commands.add_parser(
        "translate",
        help="see what is translated, and keep it current",
        description="Keeps translations and English together, block by block.",
        epilog=_EPILOG,
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    for name, run, epilog, help_text in (
        ("status", _run_status, _STATUS, "show what is current and what needs work"),
        ("sync", _run_sync, _SYNC, "copy code and labels, mark what needs work"),
        ("confirm", _run_confirm, _CONFIRM, "say that blocks translate the English as it is now"),
    ):
        action = actions.add_parser(
            name,
            help=help_text,
            description=f"{help_text[0].upper()}{help_text[1:]}.",
            epilog=epilog,
        )
        action.add_argument("--lang", metavar="LANGUAGE", help="one language; by default all")
        if name == "confirm":
            action.add_argument("--all-new", action="store_true", help="whole pages without ledger")
            action.add_argument("blocks", nargs="+", metavar="BLOCK", help="PAGE:LINE or digest")
        else:
            action.add_argument("pages", nargs="*", metavar="PAGE", help="by default all")
        action.set_defaults(run=run)


def _run_status(options: argparse.Namespace) -> int:
    translations = list(_chosen(options, options.pages))
    console = Console(highlight=False, soft_wrap=True)
    found = {pair.state for each in translations for pair in each.open_pairs}
    states = [state for state in State if state in _ALWAYS_COUNTED or state in found]
    table = Table(box=None, pad_edge=False)
    table.add_column("page", no_wrap=True)
    for state in states:
        table.add_column(state, justify="right", min_width=len(state))
    for each in translations:
        counts = [sum(pair.state is state for pair in each.pairs) for state in states]
        table.add_row(each.path.as_posix(), *(str(count) for count in counts))
    console.print(table)
    for each in translations:
        for pair in each.open_pairs:
            console.print()
            console.print(_described(each, pair))
    return 1 if any(each.open_pairs for each in translations) else 0


def _described(translation: Translation, pair: Pair) -> Text:
    """Say where a pair stands, and how its English changed."""
    english, translated = translation.places(pair)
    text = Text(f"{pair.state}", style="bold")
    text.append(f"  {translation.page.as_posix()}:{english}", style="not bold")
    text.append(f"  {translation.path.as_posix()}:{translated}", style="not bold")
    if pair.english and pair.entry and pair.english.digest != pair.entry.english:
        change = word_diff(pair.entry.text, pair.english.normalised)
    elif pair.english and pair.translated and pair.verbatim:
        change = line_diff(pair.translated.content, pair.english.content)
    elif pair.state is State.MISSING and pair.english:
        change = Text(pair.english.content, style="not bold")
    else:
        block = pair.english or pair.translated
        was = quote(pair.entry.text) if pair.entry else ""
        change = Text(was or (block.quoted if block else ""), style="not bold")
    return text.append("\n").append_text(change)


def _run_sync(options: argparse.Namespace) -> int:
    synced = [(each, synchronise(each)) for each in _chosen(options, options.pages)]
    for each, done in synced:
        if done.text != each.translated.join():
            write_atomically(each.path, done.text.encode())
        for line in _report(each, done):
            print(line)
    return 0


def _report(translation: Translation, synced: Synced) -> Iterator[str]:
    for name, pairs in (("copied", synced.copied), ("marked", synced.marked)):
        for pair in pairs:
            block = pair.english or pair.translated
            assert block is not None
            what = f"{pair.state} {block.kind} {block.quoted}"
            place = f" of {translation.page.as_posix()}:{block.line}" if pair.english else ""
            yield f"{translation.path.as_posix()}: {name} {what}{place}"


def _run_confirm(options: argparse.Namespace) -> int:
    chosen = _whole_pages(options) if options.all_new else _named_pairs(options)
    refused = [
        f"{each.path.as_posix()}:{each.places(pair)[1]}: {reason}"
        for each, pairs in chosen
        for pair in pairs
        if (reason := _refusal(each, pair))
    ]
    if refused:
        print("\n".join(f"d2lbook: {line}" for line in refused), file=sys.stderr)
        return 1
    for each, pairs in chosen:
        quoted = {pair.english.digest for pair in pairs if pair.english}
        quoted |= {pair.entry.english for pair in pairs if pair.entry}
        text = without_marks(each.translated, *quoted) if quoted else each.translated.join()
        ledger = each.ledger_with(pairs)
        write_atomically(each.ledger, ledger.encode())
        if text != each.translated.join():
            write_atomically(each.path, text.encode())
        blocks = f"{len(pairs)} block{'s' * (len(pairs) != 1)}"
        print(f"confirmed {blocks} of {each.path.as_posix()}")
    return 0


def _refusal(translation: Translation, pair: Pair) -> str | None:
    """Why a pair can't be confirmed; None if it can."""
    place = f"{translation.page.as_posix()}:{translation.places(pair)[0]}"
    return {
        State.MISSING: f"{place} has no translation here; write it",
        State.EXTRA: f"this has no counterpart near {place}; delete it",
        State.MOVED: f"{place} is elsewhere in the English page; move this there",
        State.DIFFERENT: f"this differs from {place}; run {COMMAND} translate sync",
    }.get(pair.state)


def _whole_pages(options: argparse.Namespace) -> list[tuple[Translation, list[Pair]]]:
    translations = list(_chosen(options, options.blocks))
    for each in translations:
        if each.entries is not None:
            raise UsageError(f"{each.path.as_posix()}: has a ledger; name the blocks to confirm")
        if not each.translated.blocks:
            raise UsageError(f"{each.path.as_posix()}: no such page, or nothing in it")
    return [
        (each, [p for p in each.pairs if not p.verbatim or p.state is not State.CURRENT])
        for each in translations
    ]


def _named_pairs(options: argparse.Namespace) -> list[tuple[Translation, list[Pair]]]:
    """The pairs that the command line names, by translation."""
    everything = list(_chosen(options, []))
    chosen: dict[int, list[Pair]] = {}
    for name in options.blocks:
        found = [
            (each, pair)
            for each in everything
            for pair in each.pairs
            if _is_named(options, name, each, pair)
        ]
        if not found:
            raise UsageError(f"{name}: no such block; see d2lbook translate status")
        if len(found) > 1:
            places = ", ".join(f"{e.path.as_posix()}:{e.places(p)[1]}" for e, p in found)
            raise UsageError(f"{name}: names several blocks, name one: {places}")
        each, pair = found[0]
        pairs = chosen.setdefault(everything.index(each), [])
        pairs += [pair] if pair not in pairs else []
    return [(everything[index], pairs) for index, pairs in chosen.items()]


def _is_named(options: argparse.Namespace, name: str, each: Translation, pair: Pair) -> bool:
    """Tell whether a name on the command line, a place or a digest, is that of a pair."""
    sides = {each.page: pair.english, each.path: pair.translated}
    page, colon, line = name.rpartition(":")
    if colon and line.isdecimal():
        block = sides.get(_relative(options, page))
        return block is not None and block.line <= int(line) <= block.last_line
    return (
        len(name) >= 6
        and not pair.verbatim
        and any(block and block.digest.startswith(name) for block in sides.values())
    )


def _chosen(options: argparse.Namespace, pages: list[str]) -> Iterator[Translation]:
    """Read the translations that the command line chooses; all if it names none."""
    book = Book.open(Path.cwd())
    languages = book.languages[1:]
    if not languages:
        raise UsageError("config.ini: [ninbook] languages names no other language than the first")
    if options.lang is not None:
        if options.lang not in languages:
            raise UsageError(f"--lang {options.lang!r}: the book has {', '.join(languages)}")
        languages = (options.lang,)
    wanted = {_relative(options, page): page for page in pages}
    paths = [(page, language) for page in book.pages for language in languages]
    known = {path for page, lang in paths for path in (page, book.translation(page, lang))}
    for path, name in wanted.items():
        if path not in known:
            raise UsageError(f"{name}: no such page in the book")
    for page, language in paths:
        if not wanted or page in wanted or book.translation(page, language) in wanted:
            yield Translation.read(book, page, language)


def _relative(options: argparse.Namespace, name: str) -> Path:
    """A page on the command line, relative to the book's root; without suffix it is English."""
    path = Path(options.folder, name).resolve()
    root = Path.cwd().resolve()
    relative = path.relative_to(root) if path.is_relative_to(root) else path
    return relative if relative.suffix == ".md" else Path(f"{relative}.md")
