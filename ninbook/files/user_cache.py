"""Where things are kept that can be had again: data sets, checkpoints."""

from pathlib import Path

import platformdirs


def cache_folder(name: str) -> Path:
    """Return this project's folder ``name`` in the user's cache; it may not exist yet."""
    return Path(platformdirs.user_cache_dir("ninbook"), name)
