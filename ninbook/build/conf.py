"""Writes Sphinx's configuration: d2lbook's own, with the theme and extensions of this project."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from d2lbook import utils
from d2lbook.sphinx import SphinxEnv
from d2lbook.sphinx_template import sphinx_conf

from ninbook.files.text import read_text
from ninbook.files.write import copy_if_changed, write_if_changed
from ninbook.site.assets.static_files import minified, scripts_and_styles
from ninbook.site.languages import path_in
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
_STRINGS = "TITLE COPYRIGHT AUTHOR RELEASE INDEX FAVICON HTML_LOGO LATEX_LOGO BIBFILE NAME.tex"
_PLACEHOLDER = re.compile(
    rf"""(["'])({"|".join(map(re.escape, _STRINGS.split()))})\1"""
    "|(EXTENSIONS|HEADER_LINKS|MAIN_FONT|SANS_FONT|MONO_FONT|SPHINX_CONFIGS)"
)
"""What d2lbook's template of Sphinx's configuration leaves open: strings, and pieces of code."""


_SIDEBARS = [
    "sidebar/brand.html",
    "sidebar/search.html",
    "sidebar/languages.html",
    "sidebar/scroll-start.html",
    "sidebar/navigation.html",
    "sidebar/scroll-end.html",
]


class BookSphinxEnv(SphinxEnv):
    """d2lbook's environment without its scripts and theme; it adds to ``config``, a copy."""

    def __init__(
        self, config: Any, language: str, languages: Sequence[str], base_url: str = ""
    ) -> None:
        super().__init__(config)
        self.pyconf = sphinx_conf  # the other style's, cambridge, is for Sphinx 5
        self._language = language
        self._languages = languages
        self._base_url = base_url

    def prepare_env(self) -> None:
        """Write ``conf.py`` and the static files next to the reStructuredText."""
        self._copy_static_files()
        self._write_js()
        self._write_css()
        write_if_changed(Path(self.config.rst_dir, "conf.py"), self._configuration())

    def _configuration(self) -> str:
        """Return Sphinx's configuration: d2lbook's, in which what the book says are literals.

        ``[build] sphinx_configs`` alone is code, by d2lbook's design.
        """
        config = self.config
        extensions = (*_EXTENSIONS, "ninbook.build.extension")
        values = {
            **{key.upper(): value for key, value in config.project.items()},
            "NAME.tex": f"{config.project['name']}.tex",
            "INDEX": config.build["index"],
            "FAVICON": _static(config.html["favicon"]),
            "HTML_LOGO": _static(config.html["html_logo"]),
            "LATEX_LOGO": _static(config.pdf["latex_logo"]),
            "BIBFILE": config.pdf["bibfile"],
        }
        code = {
            "EXTENSIONS": repr([*extensions, *config.build["sphinx_extensions"].split()])[1:-1],
            "HEADER_LINKS": "",  # of d2lbook's own theme
            "SPHINX_CONFIGS": _CONFIGS
            + "".join(f"{name} = {value!r}\n" for name, value in self._settings().items())
            + config.build["sphinx_configs"],
        }
        for font in ("main_font", "sans_font", "mono_font"):
            command = font.replace("_", "")
            code[font.upper()] = _chosen_font(command, config.pdf[font])

        def filled(place: re.Match[str]) -> str:
            return repr(values[place[2]]) if place[2] else code[place[3]]

        return _PLACEHOLDER.sub(filled, self.pyconf)

    def _settings(self) -> dict[str, Any]:
        """Return the values of Sphinx's settings that depend on book and edition."""
        words = words_of(self._language)
        folder = path_in("", self._language, self._languages)
        return {
            "language": self._language,
            "bibtex_bibfiles": [self.config.pdf["bibfile"]] if self.config.pdf["bibfile"] else [],
            # The theme shows it as HTML, and elsewhere without tags.
            "html_title": escape(self.config.project["title"], quote=False),
            "html_baseurl": f"{self._base_url}{folder}" if self._base_url else "",
            "html_sidebars": {"**": _SIDEBARS},
            "ninbook_base_url": self._base_url,
            "ninbook_image": Path(self._image).name,
            "ninbook_languages": list(self._languages),
            "ninbook_hosts": [self._repository(host) for host in ("colab", "sagemaker")],
            "numfig_format": {
                "figure": words.figure,
                "table": words.table,
                "code-block": words.listing,
                "section": words.section,
            },
        }

    def _repository(self, host: str) -> str:
        return str(getattr(self.config, host)["github_repo"] or "")

    def _copy_static_files(self) -> None:
        for section, key in (("html", "favicon"), ("html", "html_logo"), ("pdf", "latex_logo")):
            named = getattr(self.config, section)[key]
            if named and not Path(named).is_file():
                getattr(self.config, section)[key] = ""
        folder = Path(self.config.rst_dir, "_static")
        folder.mkdir(parents=True, exist_ok=True)
        own = scripts_and_styles(Path())
        own += [Path(self._image)] if self._image else []
        named = (self.config.html["favicon"], self.config.html["html_logo"])
        wanted = {"d2l.css", "d2l.js", *(Path(file).name for file in (*own, *named))}
        for file in folder.glob("*"):
            if file.is_file() and file.name not in wanted:
                file.unlink()
        for name in filter(None, (*named, self.config.pdf["latex_logo"])):
            copy_if_changed(Path(name), folder / Path(name).name)
        for file in own:
            if file.suffix in (".css", ".js"):
                write_if_changed(folder / file.name, minified(file))
            else:
                copy_if_changed(file, folder / file.name)

    @property
    def _image(self) -> str:
        """The picture that stands for the book where a link to it is shown; empty for none."""
        named = str(self.config.html.get("og_image", "", raw=True))
        return named if self._base_url and Path(named).is_file() else ""

    def _write_js(self) -> None:
        # d2lbook's script drives its theme's tabs; ninbook.js does that here. The book's own stay.
        self._gather("include_js", "d2l.js")

    def _write_css(self) -> None:
        self._gather("include_css", "d2l.css")

    def _gather(self, key: str, name: str) -> None:
        files = utils.find_files(self.config.html[key], self.config.src_dir)
        text = "\n".join(read_text(Path(file)) for file in files)
        write_if_changed(Path(self.config.rst_dir, "_static", name), text)


def _static(file: str) -> str:
    return f"_static/{Path(file).name}" if file else ""


def _chosen_font(command: str, font: str) -> str:
    """Return the LaTeX that takes a font, or warns that this machine hasn't got it."""
    if not font:
        return ""
    warning = f"\\PackageWarning{{fontspec}}{{The font {font} isn't installed}}"
    return f"\\IfFontExistsTF{{{font}}}{{\\set{command}{{{font}}}}}{{{warning}}}"
