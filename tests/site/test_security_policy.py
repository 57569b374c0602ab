import base64
import hashlib

import pytest

from ninbook.site.security_policy import policy_of, with_policy


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def directive(html: str, name: str) -> list[str]:
    """The sources that the policy of a page names for something."""
    parts = [part.split() for part in policy_of(html).split("; ")]
    return {part[0]: part[1:] for part in parts}[name]


def test_a_page_without_anything_of_its_own_may_load_its_files_only() -> None:
    assert policy_of("<html></html>").split("; ") == [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    ]


@pytest.mark.parametrize("tag", ["<script>", "<script defer>", '<script type="module">'])
def test_a_script_in_the_page_is_allowed_by_its_digest(tag: str) -> None:
    html = f"{tag}\n  go();\r\n</script>"
    assert directive(html, "script-src")[1:] == [digest("\n  go();\n")]


@pytest.mark.parametrize(
    "html",
    [
        '<script src="a.js"></script>',
        '<script type="application/ld+json">{}</script>',
        "<script type=text/x-template><b></b></script>",
    ],
)
def test_what_is_no_script_in_the_page_needs_no_digest(html: str) -> None:
    assert directive(html, "script-src") == ["'self'"]


def test_only_a_page_with_a_live_network_may_compile_webassembly() -> None:
    mark = '<div class="widget" data-widget="{}" data-settings="{{}}"></div>'
    assert directive(mark.format("live"), "script-src") == ["'self'", "'wasm-unsafe-eval'"]
    assert directive(mark.format("calculator"), "script-src") == ["'self'"]


def test_styles_are_allowed_by_their_digests() -> None:
    html = (
        "<style>a { b: c }</style><svg><style type='text/css'><![CDATA[g > *{}]]></style>"
        "<style>g &gt; p {}</style></svg>"
    )
    allowed = directive(html, "style-src")
    assert {digest("a { b: c }"), digest("g > *{}"), digest("g > p {}")} <= set(allowed)
    assert "'unsafe-hashes'" not in allowed


def test_styles_of_elements_are_allowed_by_their_digests() -> None:
    html = '<p id="x" style="color: red">a</p><b style=\'font: "A &amp; B"\'></b>'
    html += "<div title='1 > 0' style='top: 0'></div>"
    allowed = directive(html, "style-src")
    expected = [digest("color: red"), digest('font: "A & B"'), digest("top: 0")]
    assert allowed == ["'self'", "'unsafe-hashes'", *sorted(expected)]


def test_a_digest_stands_once() -> None:
    html = '<p style="a: b"></p>' * 3
    assert len(directive(html, "style-src")) == 3


def test_what_an_author_shows_of_other_hosts_is_allowed() -> None:
    html = (
        '<img alt="" src="https://pictures.example/a.png"><img src="https://pictures.example/b.png">'
        '<iframe src="http://frames.example:8080/x?y=z"></iframe><img src="here.png">'
        '<video><source src="https://media.example/v.mp4"></video>'
    )
    assert directive(html, "img-src") == ["'self'", "data:", "https://pictures.example"]
    assert directive(html, "frame-src") == ["'self'", "http://frames.example:8080"]
    assert directive(html, "media-src") == ["'self'", "https://media.example"]


@pytest.mark.parametrize(
    "address",
    [
        "https://x;script-src-elem 'unsafe-inline'/a.png",
        "https://x;script-src-elem&#32;&#39;unsafe-inline&#39;/a.png",
        "https://x%3Bscript-src 'unsafe-inline'",
        "https://*/a.png",
        "https://[::1/a.png",
        "https://a.org:port/a.png",
        "//a.org/a.png",
        "data:image/png;base64,AAAA",
    ],
)
def test_an_address_adds_an_origin_or_nothing(address: str) -> None:
    html = f'<img src="{address}"><iframe src="{address}"></iframe>'
    assert directive(html, "img-src") == ["'self'", "data:"]
    assert "frame-src" not in policy_of(html)
    assert "unsafe-inline" not in policy_of(html)


def test_the_policy_stands_before_everything_that_it_governs() -> None:
    html = '<!doctype html><head><meta charset="utf-8"><script src="a.js"></script></head>'
    start, rest = with_policy(html).split('<meta http-equiv="Content-Security-Policy" content="')
    assert start == '<!doctype html><head><meta charset="utf-8">\n'
    policy, end = rest.split('"', 1)
    assert policy == policy_of(html)
    assert end == '><script src="a.js"></script></head>'


def test_what_is_no_page_stays_as_it_is() -> None:
    assert with_policy("<xml></xml>") == "<xml></xml>"
