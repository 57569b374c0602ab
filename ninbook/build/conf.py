"""Writes Sphinx's configuration: d2lbook's own, with the theme and extensions of this project."""

from __future__ import annotations

import os
import re
from html import escape
from pathlib import Path
from typing import Any

from d2lbook.sphinx_template import sphinx_conf
from d2lbook.utils import find_files

from ninbook.files.text import read_text
from ninbook.files.write import copy_if_changed, write_if_changed
from ninbook.site.assets.static_files import minified, scripts_and_styles
from ninbook.site.widgets import scripts_with_words
from ninbook.source import Book
from ninbook.words.words import words_of

_CONFIGS = """
html_theme = 'furo'
html_theme_options = {'navigation_with_keys': False}
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
html_math_renderer = 'mathml'
html_static_path = ['_static']
html_css_files = ['ninbook.css']
html_js_files = [('ninbook.js', {'defer': 'defer'})]
html_use_index = False
html_permalinks_icon = '#'
pygments_style = 'a11y-high-contrast-light'
pygments_dark_style = 'a11y-high-contrast-dark'
suppress_warnings = ['misc.highlighting_failure', 'config.cache']
nitpicky = False
figure_language_filename = '{root}{ext}'
latex_use_xindy = False
latex_elements['figure_align'] = 'htbp'
"""
_EXTENSIONS = (
    "sphinxcontrib.bibtex",
    "sphinxcontrib.rsvgconverter",
    "sphinx.ext.autodoc",
    "sphinx.ext.viewcode",
)
"""Those of d2lbook, but for its parser of Markdown."""
_SIDEBARS = [
    f"sidebar/{name}.html"
    for name in ("brand", "search", "languages", "scroll-start", "navigation", "scroll-end")
]


def write_configuration(book: Book) -> None:
    """Write ``conf.py`` of an edition and its static files next to the pages for Sphinx."""
    config = book.config
    static = Path(config.rst_dir, "_static")
    static.mkdir(parents=True, exist_ok=True)
    _copy_static_files(book, static)
    # d2lbook's script drives its theme's tabs; ninbook.js does that here. The book's own stay.
    for key, name in (("include_js", "d2l.js"), ("include_css", "d2l.css")):
        files = find_files(config.html[key], config.src_dir)
        write_if_changed(static / name, "\n".join(read_text(Path(file)) for file in files))
    write_if_changed(Path(config.rst_dir, "conf.py"), _configuration(book))


def _configuration(book: Book) -> str:
    """Return Sphinx's configuration: d2lbook's, whose strings are then set to what the book says.

    ``[build] sphinx_configs`` alone is code, by d2lbook's design.
    """
    config = book.config
    extensions = (*_EXTENSIONS, "ninbook.build.extension")
    settings = "".join(f"{name} = {value!r}\n" for name, value in _settings(book).items())
    code = {
        "EXTENSIONS": repr([*extensions, *config.build["sphinx_extensions"].split()])[1:-1],
        "HEADER_LINKS": "",  # of d2lbook's own theme
        "SPHINX_CONFIGS": _CONFIGS + settings + config.build["sphinx_configs"],
    }
    for font in ("main_font", "sans_font", "mono_font"):
        code[font.upper()] = _chosen_font(font.replace("_", ""), config.pdf[font])
    # The template of the other style, cambridge, is for Sphinx 5.
    return re.sub("|".join(code), lambda place: code[place[0]], sphinx_conf)


def _settings(book: Book) -> dict[str, Any]:
    """Return the values of Sphinx's settings that depend on book and edition."""
    config, words = book.config, words_of(book.language)
    pictures = _pictures(book).items()
    hosts = (config.colab, config.sagemaker)
    title, author = config.project["title"], config.project["author"]
    document = (config.build["index"], f"{config.project['name']}.tex", title, author, "manual")
    return {
        "project": title,
        "author": author,
        "copyright": config.project["copyright"],
        "release": config.project["release"],
        "master_doc": config.build["index"],
        **{name: f"_static/{_static(file)}" if file else "" for name, file in pictures},
        "latex_documents": [document],
        "language": book.language.replace("-", "_"),  # as Sphinx calls its words
        "bibtex_bibfiles": [config.pdf["bibfile"]] if config.pdf["bibfile"] else [],
        # The theme shows it as HTML, and elsewhere without tags.
        "html_title": escape(title, quote=False),
        "html_baseurl": book.site_url,
        "html_sidebars": {"**": _SIDEBARS},
        "ninbook_base_url": book.base_url,
        "ninbook_image": Path(_image(book)).name,
        "ninbook_languages": list(book.languages),
        "ninbook_hosts": [str(host["github_repo"] or "") for host in hosts],
        "numfig_format": {
            "figure": words.figure,
            "table": words.table,
            "code-block": words.listing,
            "section": words.section,
        },
    }


def _copy_static_files(book: Book, folder: Path) -> None:
    own = scripts_and_styles(Path())
    own += [Path(_image(book))] if _image(book) else []
    named = [*filter(None, _pictures(book).values())]
    words = scripts_with_words(book.language)
    wanted = {"d2l.css", "d2l.js", *words, *(file.name for file in own), *map(_static, named)}
    for file in folder.glob("*"):
        if file.is_file() and file.name not in wanted:
            file.unlink()
    for name in named:
        copy_if_changed(Path(name), folder / _static(name))
    for name, script in words.items():
        write_if_changed(folder / name, script)
    for file in own:
        if file.suffix in (".css", ".js"):
            write_if_changed(folder / file.name, minified(file))
        else:
            copy_if_changed(file, folder / file.name)


def _pictures(book: Book) -> dict[str, str]:
    """Return pictures by Sphinx's settings for them; empty where there is none."""
    html, pdf = book.config.html, book.config.pdf
    named = {
        "html_favicon": html["favicon"],
        "html_logo": html["html_logo"],
        "latex_logo": pdf["latex_logo"],
    }
    return {name: file if Path(file).is_file() else "" for name, file in named.items()}


def _image(book: Book) -> str:
    """The picture that stands for the book where a link to it is shown; empty for none."""
    named = str(book.config.html.get("og_image", "", raw=True))
    return named if book.base_url and Path(named).is_file() else ""


def _static(file: str) -> str:
    """Return what a picture is called in the site, where those of all folders lie together."""
    return "-".join(Path(os.path.normpath(file)).parts)


def _chosen_font(command: str, font: str) -> str:
    """Return the LaTeX that takes a font, or warns that this machine hasn't got it."""
    if not font:
        return ""
    warning = f"\\PackageWarning{{fontspec}}{{The font {font} isn't installed}}"
    return f"\\IfFontExistsTF{{{font}}}{{\\set{command}{{{font}}}}}{{{warning}}}"
