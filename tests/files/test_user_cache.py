import sys
from pathlib import Path

import pytest

from ninbook.files.user_cache import cache_folder


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the variable is Linux's own")
def test_is_in_the_user_s_cache_and_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder("checkpoints") == tmp_path / "ninbook" / "checkpoints"
    assert not list(tmp_path.iterdir())
