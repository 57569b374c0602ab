import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ninbook.check.names import Names
from ninbook.document.d2l_labels import SITE, TABLE, d2l_labels
from ninbook.source import Book, read_page


def test_every_row_of_the_table_is_a_label_of_its_own() -> None:
    head, *rows = TABLE.read_text(encoding="utf-8").splitlines()
    assert head.split("\t") == ["label", "page", "number", "title"]
    assert all(row.count("\t") == 3 for row in rows)
    names = [row.split("\t")[0] for row in rows]
    assert len(names) == len(set(names)) == len(d2l_labels())
    # Sphinx lowers the case of a label before it looks for it.
    assert len({name.lower() for name in names}) == len(names)


def test_every_label_has_an_address_and_a_name() -> None:
    for name, label in d2l_labels().items():
        assert label.label == name
        assert label.title == label.title.strip() != "", name
        assert re.fullmatch(r"(\d+|[A-Z])(\.\d+)*|", label.number), name
        address = urlsplit(label.url)
        assert (address.scheme, address.netloc, address.query) == ("https", "d2l.ai", ""), name
        assert re.fullmatch(r"/(chapter_[\w-]+/)?[\w-]+\.html", address.path), name
        assert re.fullmatch(r"[\w:.%-]*", address.fragment), name
        assert label.url.startswith(SITE)


@pytest.mark.parametrize(
    ("name", "number", "address"),
    [
        ("sec_lenet", "7.6", "chapter_convolutional-neural-networks/lenet.html"),
        ("sec_alexnet", "8.1", "chapter_convolutional-modern/alexnet.html"),
        ("chap_cnn", "7", "chapter_convolutional-neural-networks/index.html"),
        ("chap_notation", "", "chapter_notation/index.html"),
        ("fig_Neuron", "3.1.3", "chapter_linear-regression/linear-regression.html#fig-neuron"),
        (
            *("eq_batchnorm", ""),
            "chapter_convolutional-modern/batch-norm.html#equation-eq-batchnorm",
        ),
    ],
)
def test_well_known_labels_have_their_numbers_and_addresses(
    name: str, number: str, address: str
) -> None:
    label = d2l_labels()[name]
    assert (label.number, label.url) == (number, f"{SITE}{address}")


def test_labels_that_the_book_borrows_are_in_the_inventory(chapter_copy: Path) -> None:
    names = [Names.of(read_page(chapter_copy, page)) for page in Book.open(chapter_copy).pages]
    own = {label for found in names for label, _, _ in found.labels}
    used = {label for found in names for label, _, _ in found.references}
    assert used - own
    assert used - own <= d2l_labels().keys()
