"""The project's templates before those of the theme, what completes a page, and missing words.

The theme and Sphinx say some things for which Sphinx's catalogue of a language has no words.
"""

import re
from gettext import NullTranslations
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import FileSystemBytecodeCache
from sphinx.application import Sphinx
from sphinx.jinja2glue import BuiltinTemplateLoader, SphinxFileSystemLoader
from sphinx.util._pathlib import _StrPath

from ninbook.site.not_found import PAGE as NOT_FOUND
from ninbook.site.not_found import at_path
from ninbook.site.security_policy import with_policy
from ninbook.words.words import Words, words_of

FOLDER = _StrPath(Path(__file__).with_name("templates"))
_LABEL = re.compile(r'(aria-label="|alt="|<title>)([^"<]+)(?=["<])')
_SUBPAGES = "Toggle navigation of "


class PageTemplates(BuiltinTemplateLoader):
    """Sphinx's templates and those of this package.

    Named in ``templates_path`` of the configuration, the package's folder would make the site
    depend on where it is installed.
    """

    def init(self, builder: Any, theme: Any = None, dirs: list[str] | None = None) -> None:
        """Put the package's folder behind those of the book's configuration."""
        super().init(builder, theme, dirs)
        self.pathchain = [*self.pathchain, FOLDER]
        self.loaders.insert(self.templatepathlen, SphinxFileSystemLoader(FOLDER))
        self.templatepathlen += 1
        compiled = Path(builder.doctreedir, "templates")
        compiled.mkdir(exist_ok=True)
        self.environment.bytecode_cache = FileSystemBytecodeCache(str(compiled))
        self._path = urlsplit(builder.config.ninbook_base_url).path

    def render(self, template: str, context: dict[str, Any]) -> str:  # type: ignore[override]
        """Fill a template in, and completes the page."""
        html = super().render(template, context)
        if context.get("pagename") == NOT_FOUND and self._path:
            html = at_path(html, self._path)
        return with_policy(html)


class _Phrases(NullTranslations):
    """Stands behind Sphinx's catalogue and answers for what that lacks."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def gettext(self, message: str) -> str:
        return self._words.theme.get(message, message)


def translate_labels(html: str, words: Words) -> str:
    """Translate the labels of the page's controls, which the theme has in English only."""

    def translated(found: re.Match[str]) -> str:
        before, label = found.groups()
        if label.startswith(_SUBPAGES):
            return before + words.subpages.format(title=label.removeprefix(_SUBPAGES))
        return before + words.theme.get(label, label)

    return _LABEL.sub(translated, html)


def _prepare(app: Sphinx) -> None:
    words = words_of(app.config.language or "en")
    if words.theme:
        app.translator.add_fallback(_Phrases(words))
    if app.builder.format == "html":
        builder: Any = app.builder
        filters = builder.templates.environment.filters
        filters["translate_labels"] = lambda html: translate_labels(html, words)


def setup(app: Sphinx) -> None:
    """Register the templates with Sphinx, and the filter that page.html calls."""
    app.config.template_bridge = f"{__name__}.{PageTemplates.__name__}"
    app.connect("builder-inited", _prepare)
