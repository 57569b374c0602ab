import json
from pathlib import Path

from ninbook.build.linkcheck import broken_links
from ninbook.problems import Problem
from ninbook.source import Book
from ninbook.sphinx.pages import SUFFIX
from tests.editing import edit


def test_a_link_that_is_not_answered_in_time_is_broken(book_folder: Path) -> None:
    edit("chapter/page.md", "# Doubling", "# [Doubling](https://a.org/)")
    found = {"filename": f"chapter/page{SUFFIX}", "uri": "https://a.org/", "info": ""}
    report = book_folder / "output.json"
    report.write_text(json.dumps(found | {"status": "timeout"}))
    problem = Problem(Path("chapter/page.md"), 1, "link https://a.org/ is broken: timeout")
    assert broken_links(Book.open(book_folder), report) == [problem]
