from pathlib import Path

from ninbook.notebooks.wheels import publish_wheels
from ninbook.source import Book
from tests.editing import edit


def test_a_site_has_wheels_while_its_address_is_known(book_folder: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    edit(Path("config.ini"), "[pdf]", "[html]\nbase_url = https://a.b\n[pdf]")
    publish_wheels(Book.open(book_folder), site)
    wheels = {file: file.read_bytes() for file in (site / "wheels").iterdir()}
    assert len(wheels) == 4
    publish_wheels(Book.open(book_folder), site)
    assert wheels == {file: file.read_bytes() for file in (site / "wheels").iterdir()}
    edit(Path("config.ini"), "base_url = https://a.b", "base_url =")
    publish_wheels(Book.open(book_folder), site)
    assert not list(site.iterdir())
