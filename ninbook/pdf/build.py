"""Makes the PDF of one edition in one tab, by way of Sphinx's LaTeX."""

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

from d2lbook import build as d2lbook_build

from ninbook.errors import BuildError
from ninbook.files.dates import dated, source_date
from ninbook.files.write import copy_if_changed
from ninbook.pages.collected import PDFS, subtitle_of
from ninbook.pdf.latex_log import LatexProblem, problems_in
from ninbook.pdf.latex_run import require_tex, run_latex
from ninbook.source import Book

_PAGES = re.compile(r"^Output written on .+? \((\d+) pages?", re.MULTILINE)


def make_pdf(book: Book, write_latex: Callable[[], None]) -> Path:
    """Make a PDF, say what is wrong with it, and collect it beside those of the other editions.

    Args:
        book: the book in the edition's language and tab.
        write_latex: writes Sphinx's LaTeX into d2lbook's folder for it.

    Raises:
        TexMissingError: there is no TeX.
        BuildError: LaTeX stopped, or it warned in a book whose warnings are errors.
    """
    require_tex()
    config = book.config
    if config.pdf["style"] == "cambridge":
        print(
            "warning: [pdf] style = cambridge needs Sphinx 5 and files of a publisher; "
            "the PDF has the ordinary style, and latex_url isn't asked",
            file=sys.stderr,
        )
    document = Path(config.tex_fname)
    began = time.monotonic()
    edition = ", ".join(filter(None, (book.language, subtitle_of(book))))
    print(f"{document.with_suffix('.pdf')}: {edition} ...", flush=True)
    with dated(source_date(book.root, book.pages)):
        write_latex()
        _refuse_collision(document)
        _process(document, config.pdf["post_latex"])
        log = run_latex(document)
    problems = problems_in(log, document.read_text(encoding="utf-8"))
    _report(book, document, problems)
    file = _collect(book, document)
    pages = _PAGES.search(log)
    size = file.stat().st_size / 1024
    count = pages[1] if pages else "?"
    took = time.monotonic() - began
    print(f"{file}: {count} pages, {size:,.0f} KiB, {took:.1f} s", flush=True)
    if problems and config.build["warning_is_error"].lower() == "true":
        raise BuildError(f"{document}: {len(problems)} warnings, and [build] warning_is_error")
    return file


def _refuse_collision(document: Path) -> None:
    """A figure of the project's name would be overwritten by the PDF, and then hold itself."""
    wanted = rf"\{{?\{{{re.escape(document.stem)}\}}\.pdf\}}"
    if re.search(r"\\sphinxincludegraphics(\[[^]]*\])?\{" + wanted, document.read_text("utf-8")):
        raise BuildError(
            f"[project] name and a figure are both called {document.stem!r}; rename one of them"
        )


def _process(document: Path, script: str) -> None:
    try:
        d2lbook_build.process_latex(str(document), script)
    except SystemExit as error:
        raise BuildError(f"[pdf] post_latex: {script} failed on {document}") from error


def _report(book: Book, document: Path, problems: list[LatexProblem]) -> None:
    for problem in problems:
        path = document
        if problem.page:
            path = book.translation(Path(f"{problem.page}.md"), book.language)
        where = f" ({document.name})" if problem.page else ""
        print(f"warning: {path.as_posix()}: {problem.message}{where}", file=sys.stderr)


def _collect(book: Book, document: Path) -> Path:
    made = document.with_suffix(".pdf")
    tab = book.config.tab
    if tab != book.config.default_tab:  # as d2lbook names it
        copy_if_changed(made, made.with_name(f"{made.stem}-{tab}.pdf"))
    file = PDFS.file(book, tab)
    copy_if_changed(made, file)
    PDFS.remove_outdated(book)
    return file
