from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest

from ninbook.build.targets import build_targets
from ninbook.outputs import Store
from ninbook.site.assets.unused_css import references, without_unnamed, without_unused
from ninbook.source import Book


@pytest.mark.parametrize(
    ("sheet", "light"),
    [
        (".a{x:1}.b{x:2}", ".a{x:1}"),
        (".a,.b,p{x:1}", ".a,p{x:1}"),
        (".a .b{x:1}.a>.a:hover{x:2}", ".a>.a:hover{x:2}"),
        (".a:not(.b):is(.c,.d){x:1}", ".a:not(.b):is(.c,.d){x:1}"),
        ("#b{x:1}[data-b]{x:2}", "#b{x:1}[data-b]{x:2}"),
        ("@media print{.b{x:1}.a{x:2}}", "@media print{.a{x:2}}"),
        ("@media print{.b{x:1}}", ""),
        ("@media a{@media b{.b{x:1}.a{x:2}}}", "@media a{@media b{.a{x:2}}}"),
        ('@charset "x";@font-face{x:1}', '@charset "x";@font-face{x:1}'),
        ('.a{x:url("a.b{c}")}/* .b */', '.a{x:url("a.b{c}")}'),
    ],
)
def test_rules_for_what_no_page_has_are_left_out(sheet: str, light: str) -> None:
    assert without_unused(sheet, {"a"}) == light


def test_properties_that_nothing_names_are_left_out_with_those_that_they_name() -> None:
    sheet = "a{--one:var(--two);--two:1;--three:2;--four:3;--five:4;x:var(--three)}"
    light = without_unnamed(sheet, references("b { y: var(--four) } c { --five: 5 }"))
    assert light == "a{--three:2;--four:3;x:var(--three)}"


def test_a_site_has_the_rules_that_its_pages_need(book_folder: Path) -> None:
    def build() -> tuple[str, str]:
        build_targets(Book.open(book_folder), Store(book_folder), ["html"])
        site = book_folder / "build" / "html"
        sheet = (site / "_static" / "styles" / "furo.css").read_text(encoding="utf-8")
        for page in site.rglob("*.html"):
            (digest,) = re.findall(r"styles/furo\.css\?v=(\w+)", page.read_text(encoding="utf-8"))
            assert int(digest, 16) == zlib.crc32(sheet.encode()), page
        return sheet, (site / "_static" / "pygments.css").read_text(encoding="utf-8")

    before, colours = build()
    assert ".sidebar-drawer" in before and ".admonition" not in before and ".sig" not in before
    assert ".highlight .nb" in colours and ".highlight .gd" not in colours
    file = book_folder / "references.md"
    text = file.read_text(encoding="utf-8")
    note = "```eval_rst\n.. warning:: Words.\n```\n"
    file.write_text(f"{text}\n\n{note}", encoding="utf-8")
    after, _ = build()
    assert ".admonition" in after
    file.write_text(text, encoding="utf-8")
    assert build() == (before, colours)
