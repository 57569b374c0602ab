"""The executions that the repository holds are whole, and of the code that the pages have now."""

import pytest

from ninbook.cli.check_command import check_outputs
from ninbook.outputs import Store
from ninbook.source import Book
from tests.projects import ROOT


def test_committed_executions_are_whole_and_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert check_outputs(Book.open(ROOT), Store(ROOT)) == []
