"""``<!-- ninbook: live nin -->``: a trained network that runs in the page, on the site alone.

If the comment names several, readers may compare the first one with each of the others. Nothing
stands there until the networks are trained in full.
"""

from typing import Any

from ninbook.directives.arguments import live_network_names
from ninbook.directives.context import Context, Place
from ninbook.directives.live.trained import trained_networks
from ninbook.document.nodes import Node
from ninbook.words.words import words_in

_IN_PAGE = ("title", "start", "private", "from_file", "loading", "starting", "failed", "offline")
"""What the page's own script says before the network has come."""


def expand(context: Context, argument: str) -> list[Node]:
    """Return what readers without JavaScript see; nothing if no network is trained."""
    trained = trained_networks(*context.source) if context.source else {}
    names = [name for name in live_network_names(argument) if name in trained]
    if not names:
        return []
    attrs = {
        "name": "live",
        "argument": ",".join(names),
        "site_only": True,
        "needs_script": words_in("directives/live", context.language)["needs_script"],
    }
    return [Node("widget", attrs=attrs)]


def settings(place: Place) -> dict[str, Any] | None:
    """Return what the page's script starts from; None if the site has no network for it."""
    if not place.live:
        return None
    words = dict(words_in("directives/live", place.language))
    return {
        "folder": f"{place.root}{place.live['folder']}/",
        "settings": place.live["settings"][place.language],
        "megabytes": place.live["megabytes"],
        "words": {name: words[name] for name in _IN_PAGE},
    }
