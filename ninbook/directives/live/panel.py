"""``<!-- ninbook: live nin -->``: a trained network that runs in the page, on the site alone.

If the comment names several, readers may compare the first one with each of the others. Nothing
stands there until the networks are trained in full.
"""

from __future__ import annotations

from dataclasses import asdict
from html import escape
from typing import TYPE_CHECKING, Any

from ninbook.directives.expansion import Expansion, Place
from ninbook.directives.live.trained import trained_networks
from ninbook.directives.live.words import IN_PAGE, WORDS
from ninbook.source.comments import live_network_names
from ninbook.words.words import in_language

if TYPE_CHECKING:
    from ninbook.render.shown import Shown

SCRIPTS = ("live.js",)
STYLES = ("live.css",)
_HTML = (
    '<div class="widget" data-widget="live" data-argument="{names}">'
    '<p class="live-title">{title}</p><p>{intro}</p>'
    "<noscript><p>{needs_script}</p></noscript></div>"
)


def expand(shown: Shown, argument: str) -> Expansion:
    """Returns what readers without JavaScript see; nothing if no network is trained."""
    trained = trained_networks(*shown.source) if shown.source else {}
    names = [name for name in live_network_names(argument) if name in trained]
    if not names:
        return Expansion([])
    words = in_language(WORDS, shown.language)
    html = _HTML.format(
        names=",".join(names),
        title=escape(words.title if len(names) == 1 else words.title_several),
        intro=escape(words.intro if len(names) == 1 else words.intro_several),
        needs_script=escape(words.needs_script),
    )
    return Expansion([], around=(html, ""))


def settings(place: Place) -> dict[str, Any] | None:
    """Returns what the page's script starts from; None if the site has no network for it."""
    if not place.live:
        return None
    words = asdict(in_language(WORDS, place.language))
    return {
        "folder": f"{place.root}{place.live['folder']}/",
        "settings": place.live["settings"][place.language],
        "megabytes": place.live["megabytes"],
        "words": {name: words[name] for name in IN_PAGE},
    }
