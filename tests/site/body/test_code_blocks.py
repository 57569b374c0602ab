import re
from typing import Any, ClassVar

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from pygments.style import Style
from pygments.styles import get_style_by_name
from pygments.token import Comment, Keyword, Name, Text, Token

from ninbook.site.body.code_blocks import is_plain, light_formatter

LIGHT = get_style_by_name("a11y-high-contrast-light")
DARK = get_style_by_name("a11y-high-contrast-dark")
CODE = 'class Net(nn.Module):  # words\n    lr: float = 0.1\n    s = "<b>"\n'


class Red(Style):
    styles: ClassVar = {Token: "#000000", Name: "#ff0000"}


def colours(html: str, style: Any) -> list[tuple[str, str]]:
    """Each letter of highlighted code with its look."""
    looks = {
        cls: look for cls, (look, _, _) in HtmlFormatter(style=style).class2style.items() if cls
    }
    plain = HtmlFormatter(style=style).class2style.get("", ("", None, 0))[0]
    text = looks.get(HtmlFormatter(style=style).ttype2class.get(Text, ""), plain)
    found = []
    look = text
    for tag, cls, letter in re.findall(r'(<span class="(\w+)">|</span>)|(&\w+;|.|\n)', html):
        if tag:
            look = looks.get(cls, text) if cls else text
        else:
            found.append((letter, look))
    return found


def test_code_looks_the_same_with_fewer_tags() -> None:
    full = highlight(CODE, PythonLexer(), HtmlFormatter(nowrap=True))
    light = highlight(CODE, PythonLexer(), light_formatter(LIGHT, DARK)(nowrap=True))
    assert light.count("<span") < 0.6 * full.count("<span")
    assert re.sub("<[^>]*>", "", light) == re.sub("<[^>]*>", "", full)
    for style in (LIGHT, DARK):
        assert colours(light, style) == colours(full, style)


def test_what_one_style_sets_apart_keeps_its_tag() -> None:
    assert is_plain(LIGHT, Name) and not is_plain(Red, Name)
    assert not is_plain(LIGHT, Keyword) and not is_plain(LIGHT, Comment.Single)
    html = highlight(CODE, PythonLexer(), light_formatter(LIGHT, Red)(nowrap=True))
    assert '<span class="n">lr</span>' in html


def test_a_lexers_own_kinds_look_like_what_they_derive_from() -> None:
    assert is_plain(LIGHT, Name.Of.Its.Own)
    assert not is_plain(LIGHT, Keyword.Of.Its.Own)
