"""Quotes open and close where they do in print, behind punctuation and before a particle, too."""

from tests.sphinx.conftest import Book

SAID = {
    'What?"No", a,"b" and "a","b""c".': "What?“No”, a,“b” and “a”,“b”“c”.",
    'x: "a"; ("why?") "what," "so?"-"on."': "x: “a”; (“why?”) “what,” “so?”-“on.”",
    '"왜?"라고 말했다."네." *"합성곱"*은': "“왜?”라고 말했다.“네.” “합성곱”은",
    '"*Why?*" he said,"**no**": `x`"y"': "“Why?” he said,“no”: x“y”",
    'a<br>"b" "\'c?\'" 5\'10" 3" it\'s': "a“b” “‘c?’” 5’10” 3” it’s",
    '"open, (\\"kept"': "“open, (“kept”",
}
PAGES = {"page": "# Quotes\n\n" + "\n\n".join(SAID) + "\n"}


def test_quotes_turn_to_what_they_hold(site: Book) -> None:
    assert [each.text() for each in site.body("page").css("p")] == list(SAID.values())
