"""How the PDF looks: fonts for the edition's language, page, title, listings, bibliography.

It adds to what d2lbook writes into ``conf.py`` and leaves alone what the book sets there itself.
"""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docutils.writers.latex2e import Babel
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import texescape
from sphinx.util.texescape import escape

from ninbook.pdf import latex_breaks, latex_numbers, latex_pages, latex_tables

_SPHINX_OWN = ("zh", "el")
"""Languages for which Sphinx chooses the fonts."""

# natbib, which d2lbook loads, refuses labels that aren't made for it; numbers it takes.
_OPTIONS = (
    r"\PassOptionsToPackage{numbers}{natbib}\PassOptionsToPackage{bookmarksnumbered}{hyperref}"
)

_CHAPTER = (
    r"\titleformat{\chapter}[hang]{\Huge\bfseries}",
    r"\titleformat{\chapter}[hang]{\huge\bfseries\raggedright\hyphenpenalty=10000 }",
)
"""d2lbook's heading of chapters, which would be hyphenated and spaced out, and one that isn't."""
_SPACING = r"""
\ifdefined\titlespacing\titlespacing*{\chapter}{0pt}{0pt}{2em}\fi
"""


def tex(name: str) -> str:
    """Return one of this folder's files of LaTeX, which begins on a line of its own."""
    return "\n" + Path(__file__).with_name(f"{name}.tex").read_text(encoding="utf-8")


def fonts_of(language: str) -> str:
    r"""Return the LaTeX that chooses the fonts of a language: chains of ``\IfFontExistsTF``.

    If a language needs fonts of its own and none is there, TeX stops with their package's name.
    """
    short = language.partition("-")[0]
    fonts = tomllib.loads(Path(__file__).with_name("fonts.toml").read_text(encoding="utf-8"))
    chosen = fonts.get(short, fonts["latin"])
    last = ""
    if package := chosen.pop("package", ""):
        last = rf"\PackageError{{ninbook}}{{no font for '{short}'; install {package}}}{{}}"
    return "\n".join(
        _first_of(rf"\set{family}font", font["names"], font.get("options", ""), last)
        for family, font in chosen.items()
    )


def _first_of(command: str, names: Sequence[str], options: str, last: str) -> str:
    if not names:
        return last
    name = names[0]
    rest = _first_of(command, names[1:], options, last)
    chosen = f"{command}{{{name}}}[{options}]" if options else f"{command}{{{name}}}"
    return f"\\IfFontExistsTF{{{name}}}\n  {{{chosen}}}\n  {{{rest}}}"


def style(app: Sphinx, config: Config) -> None:
    """Add the style to the configuration, where the book's own doesn't say otherwise."""
    texescape.init()  # which Sphinx does only later
    elements: dict[str, Any] = config.latex_elements
    elements.setdefault("papersize", "a4paper")
    # No empty pages: most read it on a screen.
    elements.setdefault("extraclassoptions", "openany,oneside")
    options = elements.get("passoptionstopackages", "")
    elements["passoptionstopackages"] = f"{options}\n{_OPTIONS}"
    language = (config.language or "en").replace("_", "-")
    if language[:2] not in _SPHINX_OWN:
        elements.setdefault("fontpkg", fonts_of(language))
    page = tex("page").replace("COPYRIGHT", _copyright(config)).replace("LANGUAGE", language)
    preamble = tex("commands") + tex("patches") + page
    if language[:2] == "ko":
        preamble += tex("korean")
    if str(getattr(config, "bibtex_reference_style", "")).startswith("author_year"):
        preamble += tex("unlabelled")
    # Before the book's own, which may thus redefine it.
    elements["preamble"] = preamble + elements.get("preamble", "").replace(*_CHAPTER) + _SPACING
    config.latex_documents = [_titled(tuple(entry), config) for entry in config.latex_documents]


def _copyright(config: Config) -> str:
    text = config.copyright if isinstance(config.copyright, str) else ", ".join(config.copyright)
    return f"© {escape(text, 'xelatex')}" if text else ""


def _titled(entry: tuple[Any, ...], config: Config) -> tuple[Any, ...]:
    # Sphinx takes title and authors for LaTeX; those of the book are plain text.
    texts = (config.project, config.author)
    entry = tuple(escape(part, "xelatex") if part in texts else part for part in entry)
    subtitle = config.ninbook_subtitle
    if not subtitle:
        return entry
    name = escape(subtitle, "xelatex")
    title = rf"{entry[2]}\texorpdfstring{{\\[1ex]\LARGE {name}}}{{ ({name})}}"
    return (*entry[:2], title, *entry[3:])


def setup(app: Sphinx) -> None:
    """Register the style with Sphinx, and what else PDFs need."""
    app.add_config_value("ninbook_subtitle", "", "", str)
    # Docutils doesn't know these of polyglossia's languages.
    Babel.language_codes.setdefault("ko", "korean")
    app.add_latex_package("bm")
    app.connect("config-inited", style)
    for transform in (
        latex_pages.AnswersLast,
        latex_pages.Foreword,
        latex_pages.BibliographyInPlace,
        latex_pages.PicturesInText,
        latex_tables.PlacedTables,
        latex_breaks.KeptTogether,
        latex_numbers.GivenNumbers,
    ):
        app.add_post_transform(transform)
    app.add_post_transform(latex_pages.ToPng)
