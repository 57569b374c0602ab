from pathlib import Path

import pytest

from ninbook.cli.main import main

ONLY_PYTORCH = """\
# More
:label:`sec_more`

```{.python .input}
%load_ext d2lbook.tab
tab.interact_select(['pytorch'])
```

```{.python .input}
%%tab pytorch
quadruple = 4
```
"""


def test_a_page_without_code_for_a_tab_stands_in_the_tab_that_it_has(
    book_folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (book_folder / "chapter/more.md").write_text(ONLY_PYTORCH, encoding="utf-8")
    index, page = book_folder / "index.md", book_folder / "chapter/page.md"
    index.write_text(
        index.read_text("utf-8").replace("chapter/page\n", "chapter/page\nchapter/more\n")
    )
    page.write_text(page.read_text("utf-8") + "\nSee :numref:`sec_more`.\n", encoding="utf-8")
    monkeypatch.chdir(book_folder)
    assert main(["build", "html", "--no-eval", "--tab", "jax"]) == 0
    said = capfd.readouterr()
    assert "nonexisting" not in said.err and "undefined label" not in said.err
    site = book_folder / "build/html_jax"
    assert "quadruple" in (site / "chapter/more.html").read_text(encoding="utf-8")
    assert 'href="more.html#sec-more"' in (site / "chapter/page.html").read_text(encoding="utf-8")
