"""Tables of contents, in fences ``toc``."""

from docutils import nodes
from sphinx.addnodes import toctree
from sphinx.util import docname_join

from ninbook.document.nodes import Node
from ninbook.document.numbering import numbered_levels
from ninbook.sphinx.renderer import Renderer


def toc(renderer: Renderer, node: Node) -> list[nodes.Node]:
    """Return a table of contents, without pages that the book doesn't have."""
    options = node.attrs["options"]
    entries = []
    for entry, line in node.attrs["entries"]:
        page = docname_join(renderer.docname, entry)
        if page in renderer.env.found_docs:
            entries.append((node.attrs["titles"].get(entry), page))
        else:
            renderer.env.note_reread()
            missing = Node("toc", line)
            renderer.warn(missing, f"the book has no page {page}.md")
    made = toctree(parent=renderer.docname, entries=entries)
    made["includefiles"] = [page for _, page in entries]
    made["maxdepth"] = int(options.get("maxdepth") or -1)
    made["numbered"] = numbered_levels(node)
    made["caption"] = made["rawcaption"] = options.get("caption") or None
    made["glob"] = False
    for name in ("hidden", "includehidden", "titlesonly"):
        made[name] = name in options
    renderer.place(made, node)
    return [nodes.compound("", made, classes=["toctree-wrapper"])]
