import base64
import hashlib
import io
import os
from pathlib import Path

import pytest
from PIL import Image

from ninbook.pictures import raster
from ninbook.pictures.raster import png_of, size_of

SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{0}" font-family="system-ui">
<style>.a {{ fill: var(--ink, #ff0000) }}</style>
<text class="a" x="2" y="16">{1}</text></svg>"""


@pytest.mark.parametrize(
    ("text", "digest"),
    [("Abc", "c4cec6359ac7"), ("한글", "059fe8dd08b2")],
)
def test_letters_are_those_of_the_locked_fonts(text: str, digest: str) -> None:
    png = png_of(SVG.format("40pt", text))
    assert size_of(png) == {"width": 53, "height": 53}
    assert hashlib.sha256(base64.b64decode(png)).hexdigest()[:12] == digest
    colours = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB").getcolors(10000)
    assert colours and (255, 0, 0) in {colour for _, colour in colours}


def test_a_broken_picture_is_not_drawn() -> None:
    assert png_of("<svg") == png_of(SVG.format("0", "a")) == ""


def test_pictures_are_kept_for_a_while_and_for_all_checkouts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raster, "cache_folder", lambda name: tmp_path)
    old = tmp_path / "old.json"
    old.touch()
    os.utime(old, (0, 0))
    svg = SVG.format("40pt", "Abc")
    drawn = png_of.__wrapped__(svg)
    assert not old.exists()
    monkeypatch.setattr("ninbook.files.memory.digest_of_own_code", lambda: "another checkout")
    monkeypatch.setattr(raster, "_drawn", lambda svg: "drawn anew")
    assert png_of.__wrapped__(svg) == drawn
    monkeypatch.setattr(raster, "_renderer", lambda: "another resvg")
    assert png_of.__wrapped__(svg) == "drawn anew"
    assert len(list(tmp_path.iterdir())) == 2
