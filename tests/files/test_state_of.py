import os
from pathlib import Path

from ninbook.files.listing import state_of


def test_a_state_changes_with_size_and_time(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    assert state_of(str(file)) == ""
    file.write_text("one")
    first = state_of(str(file))
    assert state_of(str(file)) == first
    os.utime(file, ns=(1, 1))
    later = state_of(str(file))
    file.write_text("three")
    os.utime(file, ns=(1, 1))
    assert len({"", first, later, state_of(str(file))}) == 4
