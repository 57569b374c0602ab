import shutil
from pathlib import Path

import pytest

from ninbook.files import memory


def test_it_changes_with_any_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "ninbook"
    shutil.copytree(Path(memory.__file__).parents[1], package)
    monkeypatch.setattr(memory, "__file__", str(package / "files" / "memory.py"))
    digest = memory.digest_of_own_code.__wrapped__
    before = digest()
    assert digest() == before
    module = package / "document" / "nodes.py"
    module.write_text(module.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    edited = digest()
    module.rename(module.with_name("node.py"))
    assert len({before, edited, digest()}) == 3
