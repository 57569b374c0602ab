from pathlib import Path

import pytest

from ninbook.plan import PlannedNotebook, named_weights, plan_page
from ninbook.settings import QUICK
from ninbook.source import Book, Document

FILE = Path("outputs/chapter/trained.safetensors")
CELLS = """# A

```{.python .input}
%%tab jax
x = 1  # as '../outputs/chapter/commented.safetensors'
```

```{.python .input}
%%tab jax
file = '../outputs/chapter/trained.safetensors'
```

```{.python .input}
%%tab jax
print(x)
```
"""


def plan_of(folder: Path, cells: str = CELLS) -> PlannedNotebook:
    page = Document(Path("chapter/reading.md"), Path("chapter/reading.md"), cells)
    (plan,) = plan_page(Book.open(folder), page, ["jax"], QUICK.name)
    return plan


def write(folder: Path, content: bytes, file: Path = FILE) -> None:
    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    (folder / file).write_bytes(content)


@pytest.mark.parametrize(
    ("text", "files"),
    [
        ("load('../outputs/a/b.full.safetensors')", ["outputs/a/b.full.safetensors"]),
        ("'b.safetensors' \"b.safetensors\"", ["chapter/b.safetensors"]),
        ("'../../b.safetensors' '/tmp/b.safetensors'", []),
        ("import safetensors\nfrom safetensors.numpy import load", []),
        ("'b.safetensors.txt'", ["chapter/b.safetensors"]),  # one too many is no harm
    ],
)
def test_files_are_found_from_where_the_code_runs(text: str, files: list[str]) -> None:
    assert list(named_weights(text, Path("chapter"))) == [Path(file) for file in files]


def test_other_weights_make_the_cell_that_reads_them_stale(book_folder: Path) -> None:
    missing = plan_of(book_folder)
    write(book_folder, b"some weights")
    first = plan_of(book_folder)
    write(book_folder, b"other weights")
    second = plan_of(book_folder)
    for before, after in ((missing, first), (first, second), (missing, second)):
        assert after.fresh_cells(before.fingerprints) == 1
    write(book_folder, b"some weights")
    assert plan_of(book_folder).fingerprints == first.fingerprints


def test_files_in_comments_and_elsewhere_do_not_matter(book_folder: Path) -> None:
    before = plan_of(book_folder)
    write(book_folder, b"weights", FILE.with_name("commented.safetensors"))
    write(book_folder, b"weights", FILE.with_name("another.safetensors"))
    assert plan_of(book_folder).fingerprints == before.fingerprints


def test_a_page_that_reads_none_has_the_fingerprints_of_its_code(book_folder: Path) -> None:
    plan = plan_of(book_folder, CELLS.replace(".safetensors", ".npz"))
    write(book_folder, b"weights", FILE.with_suffix(".npz"))
    again = plan_of(book_folder, CELLS.replace(".safetensors", ".npz"))
    assert plan.fingerprints == again.fingerprints
