from pathlib import Path

import pytest

from ninbook.files.text import read_svg


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8", ""), ("utf-8", "UTF-8"), ("iso-8859-1", "ISO-8859-1"), ("utf-8", "no-such")],
)
def test_a_picture_is_read_in_the_encoding_that_it_declares(
    encoding: str, declared: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.svg"
    head = f"<?xml version='1.0' encoding='{declared}'?>" if declared else ""
    svg = f"{head}<svg><text>café</text></svg>"
    file.write_bytes(svg.encode(encoding))
    assert read_svg(file) == svg
