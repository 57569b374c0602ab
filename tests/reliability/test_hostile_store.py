"""What ``outputs add`` and ``build`` make of a store that somebody made up."""

import base64
import hashlib
import json
import math
import os
import shutil
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save

from tests.editing import edit
from tests.executions import freeze_all

NAME = "index.pytorch.quick.ipynb"
WEIGHTS = "index.pytorch.quick.safetensors"


def png(width: int = 1, height: int = 1, rows: bytes = b"\0\xff\0\0") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def seal(store: Path) -> None:
    """Gives every file of a store its digest, as somebody does who made the files up."""
    files = [file for file in store.rglob("*") if file.is_file() and not file.name.startswith(".")]
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(store).as_posix()}\n"
        for file in files
        if file.name != "SHA256SUMS"
    ]
    (store / "SHA256SUMS").write_text("".join(lines))


@pytest.fixture
def hostile(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store of another checkout; the working directory is a book that has none."""
    freeze_all(small)
    folder = tmp_path / "elsewhere" / "outputs"
    folder.parent.mkdir()
    shutil.move(small / "outputs", folder)
    (folder / NAME.replace("pytorch", "jax")).unlink()
    seal(folder)
    monkeypatch.chdir(small)
    return folder


def rewrite(store: Path, change: Callable[[Any], object]) -> None:
    """Changes a notebook of a store, and gives it the digest that it then has."""
    file = store / NAME
    notebook = json.loads(file.read_text())
    change(notebook)
    file.write_text(json.dumps(notebook))
    seal(store)


def shows(mime: str, value: Any) -> Callable[[Any], None]:
    def change(notebook: Any) -> None:
        output = {"output_type": "display_data", "data": {mime: value}, "metadata": {}}
        notebook["cells"][0]["outputs"].append(output)

    return change


def record(notebook: Any) -> Any:
    return notebook["metadata"]["ninbook"]


def says(*path: Any, value: Any) -> Callable[[Any], None]:
    """Changes an entry of the record."""

    def change(notebook: Any) -> None:
        within = record(notebook)
        for key in path[:-1]:
            within = within[key]
        within[path[-1]] = value

    return change


def trained(file: str, digest: str = "0" * 64) -> Callable[[Any], None]:
    """Names the weights that the training ended with."""
    return says("results", 0, "weights", value={"file": file, "sha256": digest})


def has(**output: str) -> Callable[[Any], None]:
    """Gives the first cell an output and no other."""
    return lambda notebook: notebook["cells"][0].update(outputs=[output])


def without(key: str) -> Callable[[Any], None]:
    return lambda notebook: record(notebook).pop(key)


NO_EXECUTION = "it is not a frozen execution"
NO_NOTEBOOK = "it is not a notebook"
FORMS: dict[str, tuple[Callable[[Any], object], str]] = {
    "no cells": (lambda notebook: notebook.pop("cells"), NO_NOTEBOOK),
    "cells are text": (lambda notebook: notebook.update(cells="x"), "it is no"),
    "cell is a number": (lambda notebook: notebook.update(cells=[1]), "it is no"),
    "cells are missing": (lambda n: n["cells"].clear(), "it has 0 code cells, but 1 fingerprints"),
    "no metadata": (lambda notebook: notebook.pop("metadata"), NO_NOTEBOOK),
    "no record": (lambda notebook: notebook["metadata"].pop("ninbook"), NO_EXECUTION),
    "record is a list": (lambda notebook: notebook["metadata"].update(ninbook=[]), NO_EXECUTION),
    "old notebook": (lambda notebook: notebook.update(nbformat=3), NO_NOTEBOOK),
    "no outputs": (lambda notebook: notebook["cells"][0].pop("outputs"), NO_NOTEBOOK),
    "outputs are text": (lambda n: n["cells"][0].update(outputs="x"), "it is no"),
    "output of a kind": (has(output_type="update"), NO_NOTEBOOK),
    "source is a number": (lambda n: n["cells"][0].update(source=3), NO_NOTEBOOK),
    "stream without text": (has(output_type="stream", name="stdout"), NO_NOTEBOOK),
    "no fingerprints": (without("fingerprints"), "'fingerprints' is a required property"),
    "no versions": (without("versions"), "'versions' is a required property"),
    "no results": (without("results"), "'results' is a required property"),
    "fingerprint": (says("fingerprints", value=["x"]), "fingerprints/0"),
    "seed": (says("seed", value="2013"), "seed"),
    "negative seconds": (says("seconds_per_cell", value=[-1]), "seconds_per_cell"),
    "time": (says("started", value="yesterday"), "started"),
    "markup in a time": (says("started", value="2026-11-22T04:00:35<b>"), "started"),
    "profile": (says("profile", value="../full"), "profile"),
    "markup in a version": (says("versions", "torch", value="<b>1</b>"), "versions"),
    "markup in a name": (says("versions", "<img src=x>", value="1"), "versions"),
    "markup in a device": (says("results", 0, "device", value="a | b"), "results/0/device"),
    "date that isn't": (says("started", value="2026-13-45T99:99:99"), "started"),
    "seconds that are none": (says("seconds_per_cell", 0, value=math.nan), "seconds_per_cell/0"),
    "cell behind the last": (says("results", 0, "cell", value=99), "it trained in a cell behind"),
    "fraction of a cell": (says("results", 0, "cell", value=0.0), "results/0/cell"),
    "epochs": (lambda n: record(n)["results"][0].pop("epochs"), "'epochs' is a required"),
    "markup in epochs": (says("results", 0, "epochs", value="<b>"), "results/0/epochs"),
    "batches": (says("results", 0, "train_batches", value=[]), "results/0/train_batches"),
    "huge number": (says("results", 0, "final", "val_acc", value=10**400), "val_acc"),
    "epoch that is none": (
        says("results", 0, "curves", value={"val_acc": [[math.nan, 1]]}),
        "results/0/curves/val_acc/0",
    ),
    "text for a number": (says("results", 0, "final", "val_acc", value="<b>"), "val_acc"),
    "parameters": (says("results", 0, "parameters", value=None), "results/0/parameters"),
    "curves": (says("results", 0, "curves", value={"a": [[1]]}), "results/0/curves"),
    "page": (says("page", value="../../x"), "page"),
    "weights elsewhere": (trained("../../x.safetensors"), "results/0/weights/file"),
    "weights of any name": (trained("config.ini"), "results/0/weights/file"),
    "weights missing": (trained(WEIGHTS), "missing"),
    "picture is no code": (shows("image/png", "§"), "isn't coded as image/png"),
    "picture is a number": (shows("image/png", 5), NO_NOTEBOOK),
    "text is a list of numbers": (shows("text/plain", [1, 2]), "it is no"),
}
PICTURES = {
    "no picture": ("image/png", base64.b64encode(b"GIF89a").decode()),
    "another kind": ("image/jpeg", base64.b64encode(png()).decode()),
    "cut off": ("image/png", base64.b64encode(png()[:42]).decode()),
    "flipped": ("image/png", base64.b64encode(png().replace(b"IDAT", b"IDBT")).decode()),
    "huge": ("image/png", base64.b64encode(png(60000, 60000)).decode()),
    "no XML": ("image/svg+xml", "<svg"),
    "other XML": ("image/svg+xml", "<html/>"),
    "entities": ("image/svg+xml", '<!DOCTYPE svg [<!ENTITY a "&a;&a;">]><svg>&a;</svg>'),
}


FORMS |= {
    f"picture: {name}": (shows(mime, value), f":1: cell 1: its {mime} can't be drawn: ")
    for name, (mime, value) in PICTURES.items()
}


@pytest.mark.parametrize("form", FORMS)
def test_what_is_no_execution_is_left_out(form: str, hostile: Path, command: Any) -> None:
    change, message = FORMS[form]
    rewrite(hostile, change)
    ended = command("outputs", "add", str(hostile))
    assert ended.code == 1
    assert "left out: outputs/index.pytorch.quick." in ended.err
    assert message in ended.err
    assert not [*Path("outputs").rglob("*.ipynb")]


def test_a_picture_that_can_be_drawn_is_taken(hostile: Path, command: Any) -> None:
    rewrite(hostile, shows("image/png", base64.b64encode(png()).decode()))
    ended = command("outputs", "add", str(hostile))
    assert (ended.code, ended.err) == (0, "")


def header(text: str, data: bytes = b"") -> bytes:
    return struct.pack("<Q", len(text)) + text.encode() + data


GOOD = bytes(save({"a": np.zeros(3, np.float32)}))
BAD_WEIGHTS = {
    "empty": b"",
    "short": b"\0\0",
    "cut off": GOOD[:-1],
    "pickle": b"\x80\x04\x95" + b"x" * 50,
    "header longer than the file": struct.pack("<Q", 2**62) + b"{}",
    "header of 100 MB": struct.pack("<Q", 10**8) + b"{}",
    "header is no JSON": header("{"),
    "header is a list": header("[]"),
    "nested": header("[" * 5000),
    "nothing": header("{}"),
    "offsets outside": header('{"a": {"dtype": "F32", "shape": [9], "data_offsets": [0, 36]}}'),
    "shape overflows": header(
        '{"a": {"dtype": "F32", "shape": [4294967296, 4294967296], "data_offsets": [0, 0]}}'
    ),
    "strange numbers": bytes(save({"a": np.zeros(3, np.bool_)})),
}


@pytest.mark.parametrize("weights", BAD_WEIGHTS)
def test_what_is_no_weights_is_left_out(weights: str, hostile: Path, command: Any) -> None:
    content = BAD_WEIGHTS[weights]
    (hostile / WEIGHTS).write_bytes(content)
    rewrite(hostile, trained(WEIGHTS, hashlib.sha256(content).hexdigest()))
    ended = command("outputs", "add", str(hostile))
    assert ended.code == 1
    assert f"left out: outputs/{WEIGHTS}:1: the weights " in ended.err
    assert not [*Path("outputs").rglob("*.safetensors")]


def test_weights_are_those_that_the_execution_names(hostile: Path, command: Any) -> None:
    (hostile / WEIGHTS).write_bytes(GOOD)
    rewrite(hostile, trained(WEIGHTS))
    ended = command("outputs", "add", str(hostile))
    assert f"left out: outputs/{WEIGHTS}:1: not the weights that the execution names" in ended.err


SVG, SPACE = "image/svg+xml", 'xmlns="http://www.w3.org/2000/svg"'
XLINK = f'{SPACE} xmlns:xlink="http://www.w3.org/1999/xlink"'
ACTIVE = {
    "script": ("text/html", "<b>kept</b><script>alert(1)</script>", "made inert"),
    "handler": ("text/html", "<b onclick='alert(1)'>kept</b>", "made inert"),
    "odd handler": ("text/html", "<b/onclick=alert(1)>kept</b>", "made inert"),
    "frame": ("text/html", "kept<iframe src='https://a.org'></iframe>", "made inert"),
    "document in a frame": ("text/html", "kept<iframe srcdoc='<script>'></iframe>", "made inert"),
    "object": ("text/html", "kept<object data='a.swf'></object>", "made inert"),
    "address": ("text/html", "<a href='javascript:alert(1)'>kept</a>", "made inert"),
    "hidden address": ("text/html", "<a href='java&#10;script:alert(1)'>kept</a>", "made inert"),
    "refresh": ("text/html", "kept<meta http-equiv=refresh content='0;url=x'>", "made inert"),
    "base": ("text/html", "kept<base href='https://a.org/'>", "made inert"),
    "form": ("text/html", "kept<form action='https://a.org'></form>", "made inert"),
    "tracker": ("text/html", "kept<img src='https://a.org/t.png'>", "made inert"),
    "style sheet": ("text/html", "kept<style>@import 'https://a.org';</style>", "made inert"),
    "style": ("text/html", "<b style='background: url(//a.org)'>kept</b>", "made inert"),
    "comment without end": ("text/html", "kept<!-- <p>", "made inert"),
    "text without end": ("text/html", "kept<textarea>", "made inert"),
    "end of what is around": ("text/html", "kept</div></div>", "made inert"),
    "widget": ("text/html", "<div data-widget='live'>kept</div>", "made inert"),
    "picture in the page": ("text/html", "kept<svg onload='alert(1)'></svg>", "made inert"),
    "Markdown": ("text/markdown", "kept <script>alert(1)</script>", "shown as plain text"),
    "link in Markdown": ("text/markdown", "[kept](javascript:alert(1))", "shown as plain text"),
    "TeX in Markdown": ("text/markdown", "kept $\\input{a}$", "shown as plain text"),
    "raw in Markdown": ("text/markdown", "kept `<script>`{=html}", "shown as plain text"),
    "picture in Markdown": ("text/markdown", "kept ![](https://a.org/t)", "shown as plain text"),
    "TeX": ("text/latex", r"$kept$ \input{/etc/passwd}", "left out"),
    "hidden TeX": ("text/latex", r"$kept$ \csname input\endcsname{x}", "left out"),
    "script in SVG": (SVG, f"<svg {SPACE}><script>alert(1)</script></svg>", "left out"),
    "handler in SVG": (SVG, f'<svg {SPACE} onload="alert(1)"></svg>', "left out"),
    "HTML in SVG": (SVG, f"<svg {SPACE}><foreignObject></foreignObject></svg>", "left out"),
    "prefix in SVG": (
        SVG,
        '<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:script>alert(1)</s:script></s:svg>',
        "left out",
    ),
    "link in SVG": (SVG, f'<svg {SPACE}><a href="javascript:alert(1)"></a></svg>', "left out"),
    "picture in SVG": (SVG, f'<svg {XLINK}><image xlink:href="//a.org/t"/></svg>', "left out"),
    "animation in SVG": (SVG, f'<svg {SPACE}><set attributeName="href" to="x"/></svg>', "left out"),
    "JavaScript": ("application/javascript", "alert(1)", "left out"),
    "unknown": ("application/x-kept", "alert(1)", "left out"),
}
_DANGEROUS = (b"alert(1)", b"a.org", b"javascript:", b"<iframe", b"/etc/passwd", b"csname")


def frozen_data() -> dict[str, str]:
    """What the last output of the first cell shows that was taken."""
    frozen = json.loads(Path("outputs", NAME).read_text())
    data = frozen["cells"][0]["outputs"][-1].get("data", {})
    return {mime: "".join(lines) for mime, lines in data.items()}


@pytest.mark.parametrize("output", ACTIVE)
def test_what_is_active_becomes_inert(output: str, hostile: Path, command: Any) -> None:
    mime, text, message = ACTIVE[output]
    rewrite(hostile, shows(mime, text))
    ended = command("outputs", "add", str(hostile))
    assert (ended.code, ended.err) == (0, "")
    assert f"index [pytorch] (quick): cell 1: {mime} {message}" in ended.out
    data = frozen_data()
    if message != "left out":
        assert "kept" in "".join(data.values())
    if mime != "text/markdown":  # of which the source is shown
        assert not [one for one in _DANGEROUS if one in json.dumps(data).encode()]
    assert command("outputs", "add", str(hostile)).out.endswith(
        "unchanged index [pytorch] (quick)\n"
    )


INERT = {
    "table": (
        "text/html",
        '<style scoped>td { color: red }</style><table class="dataframe" border="1">'
        '<tr style="text-align: right"><td>1 &lt; 2</td></tr></table>',
    ),
    "link": ("text/html", '<a href="https://a.org/">b</a> <a href="page.html#x">c</a>'),
    "picture": (
        "text/html",
        f'<img src="data:image/png;base64,{base64.b64encode(png()).decode()}">',
    ),
    "SVG in HTML": ("text/html", '<svg><path d="M0 0"/><use href="#a"/></svg>'),
    "Markdown": (
        "text/markdown",
        "**bold** `<script>` [a](https://a.org) | $x$\n\n| a |\n|---|\n| b |",
    ),
    "TeX": ("text/latex", r"$\displaystyle \frac{1}{2} \left[\begin{matrix}1\end{matrix}\right]$"),
}


@pytest.mark.parametrize("output", INERT)
def test_what_is_inert_stays_as_it_is(output: str, hostile: Path, command: Any) -> None:
    mime, text = INERT[output]
    rewrite(hostile, shows(mime, text))
    ended = command("outputs", "add", str(hostile))
    assert (ended.code, ended.err) == (0, "")
    assert "inert" not in ended.out and "left out" not in ended.out
    assert frozen_data()[mime] == text


def link_to_file(store: Path, outside: Path) -> None:
    shutil.move(store / NAME, outside / NAME)
    (store / NAME).symlink_to(outside / NAME)


def link_to_folder(store: Path, outside: Path) -> None:
    shutil.move(store, outside / "outputs")
    store.mkdir()
    for file in (outside / "outputs").iterdir():
        (store / file.name).symlink_to(file)


def sums_are_a_folder(store: Path, outside: Path) -> None:
    (store / "SHA256SUMS").unlink()
    (store / "SHA256SUMS").mkdir()


def sums_are_a_link(store: Path, outside: Path) -> None:
    shutil.move(store / "SHA256SUMS", outside / "sums")
    (store / "SHA256SUMS").symlink_to(outside / "sums")


def waits_to_be_moved(store: Path, outside: Path) -> None:
    digest = hashlib.sha256((store / NAME).read_bytes()).hexdigest()
    (store / NAME).with_name(f".{Path(NAME).name}.{digest[:8]}").write_text("{}")


def sums_are(content: bytes) -> Callable[[Path, Path], object]:
    return lambda store, _: (store / "SHA256SUMS").write_bytes(content)


def instead_of_the_notebook(make: Callable[[Path], object]) -> Callable[[Path, Path], object]:
    return lambda store, _: ((store / NAME).unlink(), make(store / NAME))


NOTHING = "nothing in it belongs to this book"
HUGE = f"outputs/{NAME}:1: larger than a notebook may be"
PLACES: dict[str, tuple[Callable[[Path, Path], object], int, str]] = {
    "link to a file": (link_to_file, 1, f"outputs/{NAME}:1: a link; frozen files are files"),
    "links to files": (link_to_folder, 1, "1: a link; frozen files are files"),
    "checksums are a folder": (sums_are_a_folder, 1, "no SHA256SUMS in it"),
    "checksums are a link": (sums_are_a_link, 1, "outputs/SHA256SUMS:1: a link"),
    "a file waits to be moved": (waits_to_be_moved, 0, ""),
    "checksums are no text": (sums_are(b"\xff\xfe\0"), 1, "outputs/SHA256SUMS:1: not text"),
    "sums are none": (sums_are(b"hello\n"), 1, "outputs/SHA256SUMS:1: no checksum: 'hello'"),
    "notebook is a folder": (instead_of_the_notebook(Path.mkdir), 1, NOTHING),
    "notebook never ends": (instead_of_the_notebook(os.mkfifo), 1, NOTHING),
    "sparse": (lambda s, _: os.truncate(s / NAME, 2**40), 1, HUGE),
    "nothing": (lambda store, _: shutil.rmtree(store), 1, "no SHA256SUMS in it"),
}


@pytest.mark.parametrize("place", PLACES)
def test_nothing_outside_is_touched_or_read(
    place: str, hostile: Path, small: Path, tmp_path: Path, command: Any
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    spoil, code, message = PLACES[place]
    spoil(hostile, outside)

    def state() -> dict[str, bytes]:
        files = (f for folder in (outside, hostile) for f in folder.rglob("*") if f.is_file())
        return {str(f): f.read_bytes() for f in files if f.stat().st_size < 10**6}

    before = state()
    ended = command("outputs", "add", str(hostile))
    assert state() == before
    assert ended.code == code
    assert message in ended.err
    if code:
        assert not [*(small / "outputs").rglob("*.ipynb")]


def test_a_list_of_digests_that_is_no_list_is_named_once(
    hostile: Path, small: Path, command: Any
) -> None:
    shutil.copytree(hostile, small / "outputs")
    (small / "outputs/SHA256SUMS").write_text("half")
    assert command("check").out.count("outputs/SHA256SUMS:1: no checksum: 'half'") == 1


def test_links_in_a_store_of_ones_own_are_named(
    hostile: Path, small: Path, tmp_path: Path, command: Any
) -> None:
    shutil.move(hostile, small / "outputs")
    outside = tmp_path / "outside"
    outside.mkdir()
    link_to_file(small / "outputs", outside)
    before = (outside / NAME).read_bytes()
    for arguments in (["check"], ["build", "html", "--no-eval"]):
        ended = command(*arguments)
        assert ended.code == 1
        assert f"outputs/{NAME}:1: a link; frozen files are files of their own" in ended.said
    assert (outside / NAME).read_bytes() == before


def test_a_store_that_is_a_link_is_named(hostile: Path, small: Path, command: Any) -> None:
    (small / "outputs").symlink_to(hostile)
    for arguments in (["check"], ["build", "html", "--no-eval"]):
        ended = command(*arguments)
        assert ended.code == 1
        assert "outputs/SHA256SUMS:1: a link" in ended.said


@pytest.mark.parametrize(
    "form", ["no cells", "no record", "outputs are text", "no versions", "time", "page", "curves"]
)
def test_a_build_goes_on_without_it(form: str, hostile: Path, small: Path, command: Any) -> None:
    rewrite(hostile, FORMS[form][0])
    shutil.move(hostile, small / "outputs")
    ended = command("check")
    assert ended.code == 1
    assert f"outputs/{NAME}:1: it is not a " in ended.out
    ended = command("build", "html", "--no-eval")
    assert ended.code == 0
    assert f"warning: outputs/{NAME}:1: it is not a " in ended.err
    assert "warning: index [pytorch]: outputs missing or stale, shown without" in ended.err


def test_the_author_s_own_stay_active_if_the_book_allows_it(
    hostile: Path, small: Path, command: Any
) -> None:
    rewrite(hostile, shows("text/html", "<b onclick='alert(1)'>kept</b>"))
    shutil.move(hostile, small / "outputs")
    page = small / "build" / "html" / "index.html"
    assert command("build", "html", "--no-eval").code == 0
    assert "kept" in page.read_text() and "alert(1)" not in page.read_text()
    edit(small / "config.ini", "[pdf]", "[ninbook]\nactive_outputs = True\n[pdf]")
    assert command("build", "html", "--no-eval").code == 0
    assert "alert(1)" in page.read_text()
