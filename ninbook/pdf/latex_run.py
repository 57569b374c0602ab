"""Runs XeLaTeX, by way of latexmk, as often as the document needs it."""

import os
import shutil
import subprocess
from pathlib import Path

from ninbook.errors import BuildError
from ninbook.pdf.latex_log import error_in

_PROGRAMS = ("xelatex", "latexmk", "rsvg-convert")
_FILES = ("fncychap.sty", "tabulary.sty", "titlesec.sty", "polyglossia.sty", "pzdr.tfm")
"""One file of each collection that Sphinx's and d2lbook's LaTeX needs."""
_DEBIAN = (
    "texlive-xetex texlive-latex-extra texlive-fonts-recommended latexmk librsvg2-bin "
    "fonts-freefont-otf fonts-dejavu-core fonts-noto-cjk"
)


class TexMissingError(BuildError):
    """There is no TeX that could make a PDF; the message says what to install."""


def require_tex() -> None:
    """Raise `TexMissingError` unless XeLaTeX and what belongs to it are installed."""
    missing = [program for program in _PROGRAMS if shutil.which(program) is None]
    if "xelatex" not in missing and shutil.which("kpsewhich"):
        missing += [name for name in _FILES if not _finds(name)]
    if missing:
        raise TexMissingError(
            f"PDFs need XeLaTeX, and these are missing: {', '.join(missing)}.\n"
            f"  Debian, Ubuntu: apt-get install --no-install-recommends {_DEBIAN}\n"
            "  macOS: brew install --cask mactex-no-gui && brew install librsvg"
        )


def _finds(name: str) -> bool:
    done = subprocess.run(["kpsewhich", name], capture_output=True, text=True, check=False)
    return bool(done.stdout.strip())


def run_latex(document: Path) -> str:
    """Make the PDF of a ``.tex`` file beside it, and return the log of the last run.

    Nothing is done if neither the document nor anything that it needs has changed.

    Raises:
        BuildError: LaTeX stopped; the message has its error and the log's place.
    """
    running = document.with_suffix(".running")
    if running.is_file():  # what a killed run left may be half of what it should be
        for file in document.parent.glob(f"{document.stem}.*"):
            if file != document:
                file.unlink()
    running.touch()
    # An error costs its place, not the document; its line leads to the page.
    options = ("-f", "-interaction=nonstopmode", "-file-line-error")
    made = document.with_suffix(".pdf")
    before = made.stat().st_mtime_ns if made.is_file() else None
    # Log lines whole; no attempt to draw missing fonts as bitmaps.
    lines = {"max_print_line": "100000", "error_line": "254", "half_error_line": "238"}
    fonts = {"FORCE_SOURCE_DATE": "1", "MKTEXTFM": "0", "MKTEXPK": "0"}
    command = ["latexmk", "-xelatex", *options, document.name]
    done = subprocess.run(
        command,
        cwd=document.parent,
        env={**os.environ, **lines, **fonts},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    running.unlink()
    file = document.with_suffix(".log")
    log = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    now = made.stat().st_mtime_ns if made.is_file() else None
    if done.returncode and now == before:
        output = (done.stdout + done.stderr).decode(errors="replace").strip().splitlines()
        reason = error_in(log) or " ".join(output[-1:]) or f"exit code {done.returncode}"
        raise BuildError(f"{document}: LaTeX stopped: {reason} (see {file})")
    return log
