"""What is mended, seen from a reader's kernel that loads each framework once."""

import re
from pathlib import Path

import pytest

from ninbook.frameworks import BY_TAB
from tests.runtime.conftest import Facts

FILES = {tab: Path(__file__).parent / "mended" / f"{tab}.py" for tab in BY_TAB}
TESTS = [
    (tab, name)
    for tab, file in FILES.items()
    for name in re.findall(r"^def (test_\w+)", file.read_text(), re.MULTILINE)
]


@pytest.mark.parametrize(("tab", "name"), TESTS)
def test_in_a_kernel(tab: str, name: str, mended: Facts) -> None:
    assert mended(tab)[name] is None
