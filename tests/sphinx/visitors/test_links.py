"""Links that hold more than words, and labels at blocks that have no number."""

from tests.sphinx.conftest import Book

PAGES = {
    "page": """\
# Links

[as :cite:`kim2020` says](other.md), [**:numref:`sec_other`**](https://example.org),
[:class:`C`](other.md).

[![P](img/p.png)](other.md) [Upper](other.md#Par_A) [Heading](other.md#OTHER)

As :ref:`fig_links` says.

:ref:`Par_A`, :ref:`list_a`, :ref:`quote_a`, :ref:`code_a`, :ref:`rule_a`, :ref:`html_a`.
""",
    "other": """\
# Other
:label:`sec_other`

Words.
:label:`Par_A`

![Has [a link](page.md) and :cite:`kim2020`](img/p.png)
:label:`fig_links`

- one
- two
:label:`list_a`

> quoted

:label:`quote_a`

```
code
```
:label:`code_a`

---
:label:`rule_a`

<p>HTML</p>

:label:`html_a`
""",
    "references": "# References\n\n```eval_rst\n.. bibliography::\n```\n",
}


def test_no_link_holds_another(site: Book) -> None:
    body = site.body("page")
    assert body.css_first("a a, a:has(a)") is None
    links = {link.text(): link.attributes["href"] for link in body.css("p a")}
    assert links["as "] == links[" says"] == "other.html"
    assert links["김철수 and 이영희, 2020"].startswith("references.html#")
    assert links["Section 2"] == "other.html#sec-other"
    assert links["Has a link and "] == "other.html#fig-links"


def test_a_picture_in_a_link_leads_where_the_link_does(site: Book) -> None:
    image = site.body("page").css_first('img[alt="P"]')
    links = [link.attributes["href"] for link in site.body("page").css("a:has(img)")]
    assert image is not None and links == ["other.html"]


def test_labels_of_all_blocks_are_places(site: Book) -> None:
    links = [link.attributes["href"] for link in site.body("page").css("p:last-of-type a")]
    names = ("par-a", "list-a", "quote-a", "code-a", "rule-a", "html-a")
    assert links[-6:] == [f"other.html#{name}" for name in names]
    ids = {node.attributes["id"] for node in site.body("other").css("[id]")}
    assert ids.issuperset(names)
    assert "has no part" not in site.messages


def test_parts_are_found_in_any_case(site: Book) -> None:
    links = {link.text(): link.attributes["href"] for link in site.body("page").css("p a")}
    assert (links["Upper"], links["Heading"]) == ("other.html#par-a", "other.html#other")
