from pathlib import Path

from ninbook.files.listing import files_below


def test_all_files_below_a_folder(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.txt", "a/.d/e.txt", "a/f/g.txt", ".hidden", "a/.hidden"):
        file = tmp_path / "top" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    (tmp_path / "top/gone").symlink_to(tmp_path / "nothing")
    (tmp_path / "top/a/round").symlink_to(tmp_path / "top")
    found = dict(files_below(tmp_path / "top"))
    assert sorted(found) == ["a/.d/e.txt", "a/c.txt", "a/f/g.txt", "b.txt"]
    assert {name: Path(file).read_text() for name, file in found.items()} == {n: n for n in found}


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert list(files_below(tmp_path / "nothing")) == []
