from pathlib import Path

import ninbook
from ninbook.site.assets.static_files import scripts_and_styles

PACKAGE = Path(ninbook.__file__).parent


def test_the_books_own_files_come_first(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    for name in ("ninbook.css", "more.js", "logo.svg"):
        (tmp_path / "static" / name).write_text("")
    found = {file.name: file.parent for file in scripts_and_styles(tmp_path)}
    assert found["ninbook.css"] == found["more.js"] == tmp_path / "static"
    assert found["ninbook.js"].is_relative_to(PACKAGE)
    assert "logo.svg" not in found
