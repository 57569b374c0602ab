"""Pictures without a file beside them: SVG as PNG, and any picture as an address.

PNGs are drawn with the fonts of the lock file: the same bytes on every machine.
"""

import base64
import hashlib
import mimetypes
import re
import time
from contextlib import suppress
from functools import cache
from importlib.metadata import distribution, version
from pathlib import Path

import resvg_py

from ninbook.files.memory import Memory
from ninbook.files.user_cache import cache_folder

ZOOM = 2
"""Pixels of a PNG for each of the picture's, for screens that have as many."""
_VARIABLE = re.compile(r"var\(\s*--[\w-]+\s*,\s*([^()]*)\)")
"""A custom property of a style sheet with its fallback; resvg 0.5 knows only the latter."""
_KEPT_SECONDS = 90 * 24 * 3600
_LATIN = ("matplotlib", "mpl-data/fonts/ttf", "DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
_KOREAN = ("koreanize_matplotlib", "fonts", "NanumGothic.ttf", "NanumGothicBold.ttf")


@cache
def png_of(svg: str) -> str:
    """Draw a picture on white, in `ZOOM` times its size, without letters that no font here has.

    Returns:
        The PNG in base64, as notebooks hold it; "" if the picture is broken. It is kept in the
        user's cache for 90 days, since drawing a plot takes as long as a page.
    """
    name = hashlib.sha256(f"{_renderer()}\0{svg}".encode()).hexdigest()
    folder = cache_folder("pictures")
    memory = Memory(folder / f"{name}.json", name)
    png = memory.recall(name, "")
    if png is None:
        png = _drawn(svg)
        memory.keep(name, "", png)
        memory.save()
        _remove_old(folder)
    return str(png)


@cache
def _renderer() -> str:
    """Return what a drawing depends on besides the picture."""
    packages = ("resvg_py", _LATIN[0], _KOREAN[0])
    return f"{Path(__file__).read_text('utf-8')} {[version(name) for name in packages]}"


@cache  # once is enough
def _remove_old(folder: Path) -> None:
    with suppress(OSError):
        for file in folder.iterdir():
            if file.stat().st_mtime < time.time() - _KEPT_SECONDS:
                file.unlink()


def _drawn(svg: str) -> str:
    fonts, family = _files(*_LATIN), "DejaVu Sans"
    if any("\u1100" <= character < "\ue000" for character in svg):
        fonts, family = [*_files(*_KOREAN), *fonts], "NanumGothic"
    try:
        drawn = resvg_py.svg_to_bytes(
            svg_string=_VARIABLE.sub(r"\1", svg),
            background="#ffffff",
            zoom=ZOOM,
            dpi=96,
            skip_system_fonts=True,
            font_files=fonts,
            font_family=family,
            sans_serif_family=family,
            serif_family=family,  # and of names that it doesn't know, such as system-ui
            monospace_family=family,
        )
    except ValueError:
        return ""
    return base64.b64encode(drawn).decode()


def size_of(png: str) -> dict[str, int]:
    """Return the size at which a PNG in base64 is to be shown, as notebooks have it."""
    header = base64.b64decode(png[:32])
    sides = {"width": header[16:20], "height": header[20:24]}
    return {side: round(int.from_bytes(pixels, "big") / ZOOM) for side, pixels in sides.items()}


def data_address(file: Path) -> str:
    """Return an address that holds all of a picture."""
    kind = mimetypes.guess_type(file.name, strict=False)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"


def _files(package: str, folder: str, *names: str) -> list[str]:
    found = distribution(package)  # not imported, since that takes time and changes settings
    return [str(found.locate_file(f"{package}/{folder}/{name}")) for name in names]
