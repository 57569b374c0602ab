"""Addresses on the web, taken apart before they become part of anything else."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_HOST = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?")
_NEVER = re.compile(r"[\s\"'<>\\^`{}|;]")
"""What an address has in encoded form only."""


def is_web_address(address: str) -> bool:
    """Tell whether this is a whole address of a file or folder on a web server."""
    return origin_of(address) is not None and not _NEVER.search(address)


def origin_of(address: str) -> str | None:
    """Return scheme, host and port; None if the address isn't one of HTTP on a host with a name."""
    try:
        parts = urlsplit(address.strip())
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host):
        return None
    return f"{parts.scheme}://{host}" + (f":{port}" if port is not None else "")
