import hashlib
import io
import os
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest

from ninbook.checkpoints.folder import CheckpointFolder as Folder
from ninbook.checkpoints.folder import ForeignCheckpointError
from ninbook.checkpoints.tree import pack, unpack

MINE, OTHER, FOREIGN = (hashlib.sha256(name).hexdigest() for name in (b"a", b"b", b"c"))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "cache" / "checkpoints")


@pytest.fixture
def there(tmp_path: Path) -> Folder:
    """The folder of another machine, with checkpoints in it."""
    folder = Folder(tmp_path / "there")
    for fingerprint in (MINE, OTHER, FOREIGN):
        for training in (0, 1):
            put(folder, fingerprint, training)
    return folder


def put(folder: Folder, fingerprint: str, training: int) -> Path:
    file = folder.file(fingerprint, training)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(pack({"of": fingerprint, "training": training}))
    return file


def names(folder: Folder) -> set[str]:
    return {file.name for file in folder.path.iterdir()} if folder.path.exists() else set()


def zip_of(files: dict[str, bytes], **options: Any) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", **options) as archive:
        for name, inner in files.items():
            archive.writestr(zipfile.ZipInfo(name), inner, archive.compression)
    return content.getvalue()


def assert_refused(folder: Folder, content: bytes, message: str | None = None) -> None:
    root = folder.path.parents[1]
    before = {file: file.is_file() and file.read_bytes() for file in root.rglob("*")}
    with pytest.raises(ForeignCheckpointError, match=message):
        folder.unpack(content, [MINE, OTHER])
    assert {file: file.is_file() and file.read_bytes() for file in root.rglob("*")} == before


# Names, and what is there -----------------------------------------------------------------------


def test_a_name_is_of_one_cell_and_training(folder: Folder) -> None:
    assert folder.file(MINE, 0) == folder.path / f"{MINE}-0.safetensors"
    files = {folder.file(cell, training) for cell in (MINE, OTHER) for training in range(12)}
    assert len(files) == 24
    assert not folder.path.exists()


def test_finds_the_checkpoints_of_cells(there: Folder) -> None:
    assert there.of([MINE]) == [there.file(MINE, 0), there.file(MINE, 1)]
    assert there.of([OTHER, MINE, OTHER]) == sorted([*there.of([MINE]), *there.of([OTHER])])
    assert there.of([]) == []


def test_what_is_being_written_is_no_checkpoint(there: Folder) -> None:
    before = there.of([MINE])
    (there.path / f".{MINE}-0.safetensors.a1b2").write_bytes(b"half")
    (there.path / f"{MINE}-0.txt").write_bytes(b"a note")
    assert there.of([MINE]) == before


def test_a_folder_that_is_missing_is_empty(folder: Folder) -> None:
    assert folder.of([MINE]) == []
    folder.remove([MINE])
    assert not folder.path.exists()


def test_removes_checkpoints_and_what_killed_writers_left(there: Folder) -> None:
    left = [f".{cell}-1.safetensors.a1b2c3" for cell in (MINE, OTHER)]
    for name in left:
        (there.path / name).write_bytes(b"half")
    there.remove([MINE, FOREIGN, MINE])
    assert names(there) == {left[1], *(file.name for file in there.of([OTHER]))}
    assert len(there.of([OTHER])) == 2


def test_checkpoints_of_a_cell_stay_while_one_is_younger(there: Folder) -> None:
    for training, left in ((0, 2), (1, 0)):
        os.utime(there.file(MINE, training), (1, 1))
        there.remove_until(1, [MINE])
        assert len(there.of([MINE])) == left


# There and back ---------------------------------------------------------------------------------


def test_checkpoints_travel(there: Folder, folder: Folder) -> None:
    content, packed = there.pack([MINE, OTHER])
    assert packed == sorted(
        f"{cell}-{training}.safetensors" for cell in (MINE, OTHER) for training in (0, 1)
    )
    assert folder.unpack(content, [OTHER, MINE, FOREIGN]) == packed
    assert names(folder) == set(packed)
    for file in folder.of([MINE, OTHER]):
        assert file.read_bytes() == (there.path / file.name).read_bytes()
    assert unpack(folder.file(OTHER, 1).read_bytes()) == {"of": OTHER, "training": 1}


def test_what_arrives_replaces_what_was_there(there: Folder, folder: Folder) -> None:
    put(folder, MINE, 0).write_bytes(b"old")
    put(folder, MINE, 2)
    folder.unpack(there.pack([MINE])[0], [MINE])
    assert folder.file(MINE, 0).read_bytes() == there.file(MINE, 0).read_bytes()
    assert names(folder) == {f"{MINE}-{training}.safetensors" for training in (0, 1, 2)}


def test_the_same_checkpoints_make_the_same_file(there: Folder, folder: Folder) -> None:
    content, _ = there.pack([MINE, OTHER])
    folder.unpack(content, [MINE, OTHER])
    assert folder.pack([OTHER, MINE])[0] == content


def test_a_file_that_was_compressed_again_is_taken(there: Folder, folder: Folder) -> None:
    files = {file.name: file.read_bytes() for file in there.of([MINE])}
    content = zip_of(files, compression=zipfile.ZIP_DEFLATED)
    assert folder.unpack(content, [MINE]) == sorted(files)


def test_nothing_to_pack_is_an_error(there: Folder, folder: Folder) -> None:
    there.remove([MINE])
    for each, cells in ((there, [MINE]), (there, []), (folder, [MINE, OTHER])):
        with pytest.raises(ForeignCheckpointError, match="there is no checkpoint"):
            each.pack(cells)


# What is refused --------------------------------------------------------------------------------


def test_checkpoints_of_other_cells_are_refused(there: Folder, folder: Folder) -> None:
    for cells in ([FOREIGN], [MINE, FOREIGN], [FOREIGN, OTHER]):
        content, _ = there.pack(cells)
        assert_refused(folder, content, "other code, data, profile or seed")


NAMES = [
    "../{}-0.safetensors",
    "/{}-0.safetensors",
    "{}-../../0.safetensors",
    "{}-0/../../x.safetensors",
    "{}-/etc/0.safetensors",
    "{}-..\\0.safetensors",
    "sub/{}-0.safetensors",
    "./{}-0.safetensors",
    "{}-0.safetensors/",
    "{}-0.safetensors/x",
    "{}-0.safetensors.safetensors",
    "{}-0",
    "{}-.safetensors",
    "{}--1.safetensors",
    "{}-+1.safetensors",
    "{}-1.5.safetensors",
    "{}-0.pt",
    "{}0.safetensors",
    "{}",
    "0.safetensors",
    "-0.safetensors",
    ".{}-0.safetensors",
    "{}-².safetensors",
]


@pytest.mark.parametrize("name", NAMES)
def test_other_names_are_refused(name: str, there: Folder, folder: Folder) -> None:
    whole = there.file(MINE, 0).read_bytes()
    files = {f"{MINE}-0.safetensors": whole, name.format(OTHER): whole}
    assert_refused(folder, zip_of(files), "other code, data, profile or seed")
    assert_refused(folder, zip_of(dict(reversed(files.items()))))


@pytest.mark.parametrize("name", [f"{MINE}-0.safetensors", "other"])
def test_an_archive_that_unpacks_to_far_more_is_refused_before_it_is(
    name: str, folder: Folder
) -> None:
    content = io.BytesIO()
    with (
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w") as stream,
    ):
        for _ in range(200):
            stream.write(bytes(10**6))
    put(folder, MINE, 0)
    tracemalloc.start()
    assert_refused(folder, content.getvalue())
    assert tracemalloc.get_traced_memory()[1] < 10**7
    tracemalloc.stop()


def test_a_damaged_checkpoint_is_refused_and_named(there: Folder, folder: Folder) -> None:
    files = {file.name: file.read_bytes() for file in there.of([MINE, OTHER])}
    put(folder, MINE, 0)
    for name, whole in files.items():
        for harmed in (whole[:-1], whole[:-1] + b"?", b"", whole + b"\0", b"PK\x03\x04"):
            assert_refused(folder, zip_of(files | {name: harmed}), f"{name} in it is damaged: ")


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"not a zip file", b"PK\x03\x04", b"PK\x05\x06" + b"?" * 9),
        pytest.param(pack({"of": MINE}), id="a checkpoint itself"),
    ],
)
def test_what_is_no_zip_file_is_refused(content: bytes, folder: Folder) -> None:
    assert_refused(folder, content, "no file made by --export-checkpoint")


def test_every_cut_of_the_file_is_refused(there: Folder, folder: Folder) -> None:
    content, _ = there.pack([MINE])
    for length in range(0, len(content), 7):
        assert_refused(folder, content[:length])
    assert_refused(folder, zip_of({}))


def test_every_flipped_bit_is_refused_or_changes_no_checkpoint(
    there: Folder, folder: Folder
) -> None:
    content, packed = there.pack([MINE])
    whole = {name: (there.path / name).read_bytes() for name in packed}
    for place in range(len(content)):
        for bit in (0, 3, 7):
            harmed = bytearray(content)
            harmed[place] ^= 1 << bit
            try:
                folder.unpack(bytes(harmed), [MINE])
            except ForeignCheckpointError:
                assert names(folder) == set(), (place, bit)
                continue
            assert {f.name: f.read_bytes() for f in folder.path.iterdir()}.items() <= whole.items()
            folder.remove([MINE])


@pytest.mark.parametrize(
    ("offset", "flag"),
    [pytest.param(8, 1, id="encrypted"), pytest.param(10, 99, id="compressed otherwise")],
)
def test_a_zip_file_that_cannot_be_read_is_refused(
    offset: int, flag: int, there: Folder, folder: Folder
) -> None:
    content = bytearray(there.pack([MINE])[0])
    directory = content.index(b"PK\x01\x02")
    content[directory + offset] = flag
    assert_refused(folder, bytes(content))
