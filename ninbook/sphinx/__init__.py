"""Pages as docutils nodes, from which Sphinx makes the site, the PDF and the check of links."""
