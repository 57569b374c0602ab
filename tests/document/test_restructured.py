from ninbook.document.restructured import nodes_of

TEXT = """\
Title
=====

.. toctree::
   :numbered:
   :maxdepth: 2

   a
   B <c>

.. math::
   :label: eq_a

   x
"""


def test_contents_and_formulas_keep_what_they_say() -> None:
    heading, contents, formula = nodes_of(TEXT)
    assert (heading.text, heading.attrs["level"]) == ("Title", 1)
    assert contents.attrs["options"] == {"numbered": "", "maxdepth": "2"}
    assert contents.attrs["entries"] == [("a", 8), ("c", 9)]
    assert formula.labels == ["eq_a"]
