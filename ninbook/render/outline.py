"""Numbers figures from an outline of each page, so that no unchanged page is read for it.

After every change Sphinx 9 numbers all figures, tables and listings anew and reads the doctrees of
all pages for that, which takes 5 ms a page. The outlines hold what it looks at and are kept in its
environment, as bytes, since most changes leave them as they are, and with them all numbers.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from typing import Any

from docutils import nodes
from sphinx.addnodes import toctree
from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors.toctree import TocTreeCollector


def outline(env: BuildEnvironment, node: nodes.Element) -> nodes.Element:
    """Returns a tree of a page's sections, tables of contents, and whatever has a number."""
    kept: nodes.Element = nodes.container()
    _gather(env, node, kept)
    return kept


def _gather(env: BuildEnvironment, node: nodes.Element, kept: nodes.Element) -> None:
    for child in node.children:
        if isinstance(child, nodes.section):
            section = nodes.section(ids=child["ids"])
            _gather(env, child, section)
            kept += section
        elif isinstance(child, toctree):
            kept += toctree(entries=child["entries"])
        elif isinstance(child, nodes.Element):
            if child["ids"] and _is_numbered(env, child):
                kept += _detached(child)
            else:
                _gather(env, child, kept)


def _detached(node: nodes.Element) -> nodes.Element:
    copied = node.deepcopy()
    for part in copied.findall():
        part.document = None  # type: ignore[assignment]  # it would keep the whole page
        part.line = part.source = None  # no number depends on them
    return copied


def _is_numbered(env: BuildEnvironment, node: nodes.Element) -> bool:
    for domain in env.domains.sorted():
        if isinstance(domain, StandardDomain) and not domain.get_numfig_title(node):
            continue
        if domain.get_enumerable_node_type(node):
            return True
    return False


class _Outlines:
    """The environment, with outlines in place of doctrees."""

    def __init__(self, env: BuildEnvironment) -> None:
        self._env = env

    def __getattr__(self, name: str) -> Any:
        return getattr(self._env, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "_env":
            super().__setattr__(name, value)
        else:
            setattr(self._env, name, value)

    def get_doctree(self, docname: str) -> Any:
        """Returns the outline of a page."""
        kept = _outlines(self._env).get(docname)
        return pickle.loads(kept) if kept else self._env.get_doctree(docname)


def _outlines(env: BuildEnvironment) -> dict[str, bytes]:
    if not hasattr(env, "ninbook_outlines"):
        env.ninbook_outlines = {}  # type: ignore[attr-defined]
    return env.ninbook_outlines  # type: ignore[attr-defined,no-any-return]


def _remember(app: Sphinx, doctree: nodes.document) -> None:
    _outlines(app.env)[app.env.docname] = pickle.dumps(outline(app.env, doctree))


def _forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    _outlines(env).pop(docname, None)


def _merge(app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: Any) -> None:
    for docname in docnames:
        _outlines(env)[docname] = _outlines(other)[docname]


_assign = TocTreeCollector.assign_figure_numbers


def _assign_from_outlines(self: TocTreeCollector, env: Any) -> list[str]:
    config = env.config
    settings = (config.numfig, config.numfig_secnum_depth, config.root_doc)
    known = getattr(env, "ninbook_numbered", None)
    if known and known[:3] == (settings, env.toc_secnumbers, _outlines(env)):
        env.toc_fignumbers = dict(known[3])
        return []
    changed = _assign(self, _Outlines(env))  # type: ignore[arg-type]
    # Copies, since Sphinx takes from its own what belongs to a page that it reads again.
    copies = (dict(env.toc_secnumbers), dict(_outlines(env)), dict(env.toc_fignumbers))
    env.ninbook_numbered = (settings, *copies)
    return changed


def setup_outlines(app: Sphinx) -> None:
    """Registers the outlines with Sphinx."""
    TocTreeCollector.assign_figure_numbers = _assign_from_outlines  # type: ignore[method-assign]
    app.connect("doctree-read", _remember, priority=900)
    app.connect("env-purge-doc", _forget)
    app.connect("env-merge-info", _merge)
