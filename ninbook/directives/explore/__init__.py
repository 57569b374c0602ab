"""``<!-- ninbook: explore -->``: controls for the figure above it, their words, script and style.

The figure is an SVG whose ``data-example`` holds its numbers, as `img/ideas.py` draws it.
"""
