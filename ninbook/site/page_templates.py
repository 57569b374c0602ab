"""The project's own templates, before those of the theme, and what completes a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sphinx.application import Sphinx
from sphinx.jinja2glue import BuiltinTemplateLoader, SphinxFileSystemLoader
from sphinx.util._pathlib import _StrPath

from ninbook.site.not_found import PAGE as NOT_FOUND
from ninbook.site.not_found import at_path
from ninbook.site.security_policy import with_policy

FOLDER = _StrPath(Path(__file__).with_name("templates"))


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
        self._path = urlsplit(builder.config.ninbook_base_url).path

    def render(self, template: str, context: dict[str, Any]) -> str:  # type: ignore[override]
        """Fill a template in, and completes the page."""
        html = super().render(template, context)
        if context.get("pagename") == NOT_FOUND and self._path:
            html = at_path(html, self._path)
        return with_policy(html)


def _choose(app: Sphinx, config: Any) -> None:
    config.template_bridge = f"{__name__}.{PageTemplates.__name__}"


def setup(app: Sphinx) -> None:
    """Register the templates with Sphinx."""
    app.connect("config-inited", _choose)
