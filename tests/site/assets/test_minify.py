import re
from pathlib import Path

import pytest

import ninbook
from ninbook.build.targets import build_targets
from ninbook.outputs import Store
from ninbook.site.assets.static_files import minified
from ninbook.source import Book

PACKAGE = Path(ninbook.__file__).parent


@pytest.mark.parametrize("name", ["ninbook.css", "ninbook.js", "verify.js", "search.js"])
def test_own_files_lose_their_comments(name: str) -> None:
    (file,) = PACKAGE.glob(f"site/*/{name}")
    light = minified(file)
    assert 0 < len(light) < 0.9 * len(file.read_text(encoding="utf-8"))
    assert "/*" not in light


def test_pages_load_nothing_empty_or_unused(book_folder: Path) -> None:
    (book_folder / "static").mkdir()
    (book_folder / "static" / "ninbook.css").write_text("/* Words. */\na {\n  color: red;\n}\n")
    build_targets(Book.open(book_folder), Store(book_folder), ["html"])
    site = book_folder / "build" / "html"
    page = (site / "index.html").read_text(encoding="utf-8")
    loaded = re.findall(r'(?:href|src)="(_static/[^"?]+\.(?:css|js))', page)
    assert "_static/site.css" in loaded
    assert all((site / name).stat().st_size > 0 for name in loaded if (site / name).is_file())
    assert not [name for name in loaded if "extensions" in name or "d2l" in name]
    assert (site / "_static" / "ninbook.css").read_text(encoding="utf-8") == "a{color:red}"
    sheet = (site / "_static" / "site.css").read_text(encoding="utf-8")
    assert sheet.endswith("a{color:red}") and "/*" not in sheet
