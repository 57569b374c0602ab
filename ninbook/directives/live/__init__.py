"""A trained network that runs in the page: its file, its runtime, and what the page needs of them.

``trained`` finds the weights, ``weights`` and ``onnx_file`` make the network's file of them,
``onnx_runtime`` brings in what runs it in a browser, and `ninbook.site.live` puts all of it into
the site.
"""

from pathlib import Path

from ninbook.source import Book


def missing_marker(book: Book) -> Path:
    """Return the file that is there if the site lacks its live network for want of a runtime."""
    return book.common_folder / "cache" / "live.missing"
