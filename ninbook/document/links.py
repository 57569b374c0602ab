"""Links of a page: to other pages and their parts, to files of the book, and out of it."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from posixpath import normpath
from urllib.parse import unquote, urlsplit

_NOT_IN_SLUG = re.compile(r"[^\w\- ]")


@dataclass(frozen=True)
class Destination:
    """Where a link of a page leads in the book."""

    path: Path  # the page or file, relative to the book's root
    is_page: bool  # whether it is one of the book's pages
    fragment: str  # the part of it; empty for the whole


def destination(
    page: Path, address: str, pages: Collection[Path], languages: Sequence[str] = ()
) -> Destination | None:
    """Return where in the book a link leads; None if it leads out of it.

    Args:
        page: the page that holds the link, relative to the book's root.
        address: its address.
        pages: the book's pages, in the first language.
        languages: the book's languages; a link to a translation leads to its page.
    """
    try:
        parts = urlsplit(address)
    except ValueError:  # it leads nowhere; the check names it
        return None
    path = file_name(parts.path)
    if parts.scheme or parts.netloc or path.startswith("/"):
        return None
    if not path:
        return Destination(page, True, unquote(parts.fragment))
    named = seen_from(page, path)
    for language in ("", *languages) if named.suffix == ".md" else ():
        stem = named.name.removesuffix(".md").removesuffix(f".{language}")
        original = named.with_name(f"{stem}.md")
        if original in pages:
            return Destination(original, True, unquote(parts.fragment))
    return Destination(named, False, unquote(parts.fragment))


def file_name(address: str) -> str:
    """Return the file that an address names; NUL, which no name has, is what Markdown makes it."""
    return unquote(address).replace("\0", "\ufffd")


def seen_from(page: Path, path: str) -> Path:
    """Return the file, relative to the book's root as the page is, that a page names so."""
    return Path(normpath((page.parent / path).as_posix()))


def slugs_of(titles: Iterable[str]) -> Iterator[str]:
    """Yield the names by which links lead to a page's headings, as GitHub forms them."""
    seen: Counter[str] = Counter()
    for title in titles:
        slug = slug_of(title)
        yield f"{slug}-{seen[slug]}" if seen[slug] else slug
        seen[slug] += 1


def slug_of(title: str) -> str:
    """Return what a heading's slug is if no other heading above it has the same."""
    return _NOT_IN_SLUG.sub("", title.strip().lower()).replace(" ", "-")
