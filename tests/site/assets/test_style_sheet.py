import re
import zlib
from pathlib import Path

from ninbook.build.targets import build_targets
from ninbook.outputs import Store
from ninbook.source import Book


def test_a_site_has_the_scripts_and_rules_that_its_pages_need(book_folder: Path) -> None:
    def build() -> str:
        build_targets(Book.open(book_folder), Store(book_folder), ["html"])
        site = book_folder / "build" / "html"
        sheet = (site / "_static" / "site.css").read_text(encoding="utf-8")
        for page in site.rglob("*.html"):
            (link,) = re.findall(r"<link[^>]*stylesheet[^>]*>", page.read_text(encoding="utf-8"))
            (digest,) = re.findall(r"_static/site\.css\?v=(\w+)", link)
            assert int(digest, 16) == zlib.crc32(sheet.encode()), page
        return sheet

    before = build()
    static = book_folder / "build" / "html" / "_static"
    assert not (book_folder / "static").exists()
    assert "tablist" in (static / "ninbook.js").read_text(encoding="utf-8")
    assert (static / "ninbook.css").stat().st_size > 1000
    assert ".sidebar-drawer" in before and ".admonition" not in before and ".sig" not in before
    assert ".highlight .nb" in before and ".highlight .gd" not in before
    assert before.index(".sidebar-drawer") < before.index(".question") < before.index(".tablist")
    file = book_folder / "references.md"
    text = file.read_text(encoding="utf-8")
    note = "```eval_rst\n.. warning:: Words.\n```\n"
    file.write_text(f"{text}\n\n{note}", encoding="utf-8")
    assert ".admonition" in build()
    file.write_text(text, encoding="utf-8")
    assert build() == before
