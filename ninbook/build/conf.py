"""Writes Sphinx's configuration: d2lbook's own, with the theme and extensions of this project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from d2lbook import utils
from d2lbook.sphinx import SphinxEnv

from ninbook.files.if_changed import copy_if_changed, write_if_changed
from ninbook.site.assets.minify import minified
from ninbook.site.assets.static_files import scripts_and_styles
from ninbook.site.languages import path_in
from ninbook.words.words import words_of

_CONFIGS = """
html_theme = 'furo'
html_theme_options = {'navigation_with_keys': False}
html_title = project
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
html_math_renderer = 'mathml'
html_static_path = ['_static']
html_css_files = ['ninbook.css']
html_js_files = [('ninbook.js', {'defer': 'defer'})]
html_use_index = False
html_permalinks_icon = '#'
html_sidebars = {'**': %(sidebars)r}
language = %(language)r
html_baseurl = %(edition_url)s
ninbook_base_url = %(base_url)s
ninbook_image = %(image)s
ninbook_languages = %(languages)r
ninbook_hosts = %(hosts)s
numfig_format = %(numbering)s
pygments_style = 'a11y-high-contrast-light'
pygments_dark_style = 'a11y-high-contrast-dark'
suppress_warnings = ['misc.highlighting_failure', 'config.cache']
nitpicky = False
latex_use_xindy = False
latex_elements['figure_align'] = 'htbp'
"""


_SIDEBARS = [
    "sidebar/brand.html",
    "sidebar/search.html",
    "sidebar/languages.html",
    "sidebar/scroll-start.html",
    "sidebar/navigation.html",
    "sidebar/scroll-end.html",
]


class BookSphinxEnv(SphinxEnv):
    """d2lbook's environment without its scripts and theme.

    Args:
        config: d2lbook's configuration; a copy, since entries are added to it.
        language: language of the edition, as in BCP 47.
        languages: those of all editions.
        base_url: where the site will stand; empty if that isn't known.
    """

    def __init__(
        self, config: Any, language: str, languages: Sequence[str], base_url: str = ""
    ) -> None:
        super().__init__(config)
        self._language = language
        self._languages = languages
        self._base_url = base_url

    def prepare_env(self) -> None:
        """Writes ``conf.py`` and the static files next to the reStructuredText."""
        build = self.config.build
        words = words_of(self._language)
        numbering = {
            "figure": words.figure,
            "table": words.table,
            "code-block": words.listing,
            "section": words.section,
        }
        folder = path_in("", self._language, self._languages)
        edition_url = f"{self._base_url}{folder}" if self._base_url else ""
        values = {
            "language": self._language,
            "languages": list(self._languages),
            "sidebars": _SIDEBARS,
            "base_url": _literal(self._base_url),
            "edition_url": _literal(edition_url),
            "image": _literal(Path(self._image).name),
            "hosts": _literal([self._repository(host) for host in ("colab", "sagemaker")]),
            "numbering": _literal(numbering),
        }
        # Raw, since what the book says may hold %%s, which configparser takes for %s.
        saved = {key: build.get(key, raw=True) for key in ("sphinx_configs", "sphinx_extensions")}
        build["sphinx_configs"] = _CONFIGS % values + saved["sphinx_configs"]
        build["sphinx_extensions"] = f"ninbook.build.extension {saved['sphinx_extensions']}"
        try:
            super().prepare_env()
        finally:
            build.update(saved)

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
        super()._copy_static_files()
        for file in own:
            if file.suffix in (".css", ".js"):
                write_if_changed(folder / file.name, minified(file))
            else:
                copy_if_changed(file, folder / file.name)

    @property
    def _image(self) -> str:
        """The picture that stands for the book where a link to it is shown; empty for none."""
        named = str(self.config.html.get("og_image", ""))
        return named if self._base_url and Path(named).is_file() else ""

    def _write_js(self) -> None:
        # d2lbook's script drives its theme's tabs; ninbook.js does that here. The book's own stay.
        self._gather("include_js", "d2l.js")

    def _write_css(self) -> None:
        self._gather("include_css", "d2l.css")

    def _gather(self, key: str, name: str) -> None:
        files = utils.find_files(self.config.html[key], self.config.src_dir)
        text = "\n".join(Path(file).read_text(encoding="utf-8") for file in files)
        write_if_changed(Path(self.config.rst_dir, "_static", name), text)


def _literal(value: Any) -> str:
    return repr(value).replace("%", "%%")  # configparser interpolates
