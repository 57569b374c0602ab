from pathlib import Path

import pytest
from pybtex.database import Entry

from ninbook.commonmark.inlines import write_inlines
from ninbook.document.citations import Citations, anchor_of, complete

BIBLIOGRAPHY = """\
@article{one, author = {Lin, Min}, title = {One}, journal = {J}, year = {2013},
  url = {https://arxiv.org/abs/1}}
@article{two, author = {van der Berg, A. and Lin, Min}, title = {Two_x}, journal = {J},
  year = {2012}}
@article{three, author = {Zhou, B. and Lin, M. and Li, F.}, title = {Three}, journal = {J},
  year = {2016}}
@article{korean, author = {김, 철수 and 이영희}, title = {Four}, journal = {J}, year = {2020}}
@misc{many, author = {Chen, Q. and others}, title = {Five}, year = {2021}}
@misc{accent, author = {M{\\"u}ller, J and {\\O}le, B}, title = {Six}, year = {2019}}
@misc{nobody, title = {No author}, year = {2020}}
@article{formula, author = {B, A}, title = {In \\emph{time} $O(n)$}, journal = {J},
  year = {2000}}
@misc{mark, author = {C, A}, title = {Py\\texttrademark{} a\\textendash{}b}, year = {2001}}
@misc{address, author = {C, A}, title = {Seven}, howpublished = {\\url{https://a.b/c}},
  year = {2003}}
@inproceedings{part, author = {D, A}, title = {Eight}, crossref = {whole}}
@proceedings{whole, title = {The Whole}, year = {2002}}
"""


@pytest.fixture
def citations(tmp_path: Path) -> Citations:
    """A bibliography of works."""
    file = tmp_path / "references.bib"
    file.write_text(BIBLIOGRAPHY)
    return Citations(file)


@pytest.mark.parametrize(
    ("keys", "textual", "expected"),
    [
        (["one"], False, "([Lin, 2013](#ref-one))"),
        (["two"], False, "([van der Berg and Lin, 2012](#ref-two))"),
        (["one", "three"], False, "([Lin, 2013](#ref-one); [Zhou et al., 2016](#ref-three))"),
        (["three"], True, "Zhou et al. ([2016](#ref-three))"),
        (["many"], False, "([Chen et al., 2021](#ref-many))"),
        (["accent"], False, "([Müller and Øle, 2019](#ref-accent))"),
        (["nobody"], False, "([nobody, 2020](#ref-nobody))"),
        (["unknown"], False, "(unknown)"),
        (["korean"], False, "([김철수 and 이영희, 2020](#ref-korean))"),
    ],
)
def test_author_and_year(
    keys: list[str], textual: bool, expected: str, citations: Citations
) -> None:
    assert write_inlines(citations.cite(keys, textual)) == expected


def test_complete_works_stay_as_they_are() -> None:
    work = Entry("misc", [("title", "From $O(n)$$O(m)$ to {$O(1)$}")])
    for _ in range(2):
        complete({"work": work})
        assert work.fields["title"] == "From {$O(n)$}{$O(m)$} to {$O(1)$}"


def test_references_are_in_order_and_once(citations: Citations) -> None:
    works = citations.references(["three", "address", "one", "two", "mark", "one", "unknown"])
    anchors = ["ref-mark", "ref-address", "ref-one", "ref-two", "ref-three"]
    assert [anchor for anchor, _ in works] == anchors
    assert write_inlines(works[2][1]) == "Min Lin. One. *J*, 2013. <https://arxiv.org/abs/1>."


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("korean", "김철수 and 이영희. Four. *J*, 2020."),
        ("nobody", "nobody. No author. 2020."),
        ("formula", "A B. In time $O(n)$. *J*, 2000."),
        ("mark", "A C. Py™ a\u2013b. 2001."),
        ("address", "A C. Seven. <https://a.b/c>, 2003."),
        ("part", "A D. Eight. In *The Whole*. 2002."),
    ],
)
def test_a_work_in_the_list(key: str, expected: str, citations: Citations) -> None:
    ((_, shown),) = citations.references([key])
    assert write_inlines(shown) == expected


def test_a_book_without_bibliography() -> None:
    assert Citations(None).references(["one"]) == []
    assert write_inlines(Citations(Path("nowhere.bib")).cite(["one"])) == "(one)"


def test_anchors_are_safe() -> None:
    assert anchor_of("Lin.Chen.Yan.2013") == "ref-Lin-Chen-Yan-2013"
    assert anchor_of("김2013") != anchor_of("이2013")


@pytest.mark.parametrize(
    "entry",
    [
        "@article{a, author={Lin, M}, title={Nets}, year={2013}}",
        "@book{a, title={Nets}, publisher={P}, year={2013}}",
        "@inproceedings{a, author={Lin, M}, title={Nets}, booktitle={B}}",
        "@mics{a, title={Nets}}",
    ],
)
def test_a_work_that_lacks_what_its_type_needs_is_listed(entry: str, tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(entry)
    ((_, shown),) = Citations(tmp_path / "a.bib").references(["a"])
    assert "Nets" in write_inlines(shown)
