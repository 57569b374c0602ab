"""Editions: each language on every target, a third one, and pages that fell behind."""

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.editing import edit
from tests.executions import freeze_all

pytestmark = pytest.mark.usefixtures("translated_folder")
PAGE = "chapter/nin"


def build(command: Command, *arguments: str) -> None:
    code, _, err = command("build", *arguments, "--no-eval")
    assert code == 0, err


def page(language: str = "", name: str = PAGE) -> str:
    return Path("build/html", language, f"{name}.html").read_text(encoding="utf-8")


def editions(text: str) -> list[tuple[str, str]]:
    """Language and address of the editions that a page leads to."""
    links = re.findall(r'<a href="([^"]+)" lang="[\w-]+" hreflang="([\w-]+)"', text)
    return [(language, address) for address, language in links]


def test_a_third_language_is_a_page_and_an_entry(command: Command) -> None:
    edit("config.ini", "languages = en, ko", "languages = en, ko, ja")
    config = Path("config.ini").read_text() + "\n[ninbook.ja]\ntitle = 小さな本\n"
    Path("config.ini").write_text(config)
    japanese = Path(f"{PAGE}.md").read_text().replace("## Exercises", "## 演習")
    Path(f"{PAGE}.ja.md").write_text(japanese.replace("The first sentence.", "最初の文です。"))
    assert command("translate", "confirm", "--all-new", f"{PAGE}.ja.md")[0] == 0
    build(command, "html")
    text = page("ja")
    assert '<html class="no-js" lang="ja"' in text
    assert "小さな本" in text and "演習" in text and "最初の文です。" in text
    assert "演習" not in page() and "演習" not in page("ko")
    for language in ("", "ko"):
        there = dict(editions(page(language)))
        assert {"en", "ko", "ja"} - {language or "en"} == there.keys()
        folder = Path("build/html", language, PAGE).parent
        assert (folder / there["ja"]).resolve() == Path("build/html/ja", f"{PAGE}.html").resolve()
    assert not list(Path("build/html").rglob("*.ja.html"))


def test_a_page_without_translation_is_shown_in_the_original_and_says_so(command: Command) -> None:
    Path(f"{PAGE}.ko.md").unlink()
    Path(f"{PAGE}.ko.ledger").unlink()
    edit("img/square.ko.svg", "adaptive", "adaptive pentagon")
    build(command, "html")
    text = page("ko")
    assert "The first sentence." in text
    assert "pentagon" not in text  # but what the page names, as in notebooks
    assert "이 페이지는 아직 번역되지 않았습니다." in text
    assert f'href="../../{PAGE}.html#section-0"' in text
    assert "blockquote" not in page("ko", "index")


def test_readers_see_which_section_is_outdated(command: Command) -> None:
    edit(f"{PAGE}.md", "1. Why two?", "1. Why two of them?")
    build(command, "html")
    text = page("ko")
    assert text.count('<blockquote class="outdated">') == 1
    exercises = text.index('id="section-1"')
    assert exercises < text.index("번역한 뒤에 이 절의 원문이 바뀌었습니다.")
    article = text.split("<article", 1)[1]
    assert re.findall(rf'href="../../{PAGE}\.html#section-(\d+)"', article) == ["1"]
    assert "outdated" not in page()
    edit(f"{PAGE}.ko.md", "1. 왜 두 개입니까?", "1. 왜 그것이 두 개입니까?")
    line = Path(f"{PAGE}.ko.md").read_text("utf-8").split("1. 왜 그것이")[0].count("\n") + 1
    assert command("translate", "confirm", f"{PAGE}.ko.md:{line}")[0] == 0
    build(command, "html")
    assert "outdated" not in page("ko")


def test_one_language_and_tab_is_built_alone(command: Command) -> None:
    build(command, "ipynb", "--lang", "ko", "--tab", "jax")
    assert [*Path("build").glob("**/ipynb*/index.ipynb")] == [
        Path("build/ko/ipynb_jax/index.ipynb")
    ]
    korean = Path(f"build/ko/ipynb_jax/{PAGE}.ipynb").read_text(encoding="utf-8")
    assert "JAX를 위한 말입니다." in korean and "PyTorch를 위한 말입니다." not in korean
    build(command, "html", "--lang", "en")
    assert Path("build/html/index.html").is_file()
    assert not Path("build/html/ko").exists()
    build(command, "html")
    assert Path("build/html/ko/index.html").is_file()


def test_a_site_of_one_tab_leaves_the_notebooks_of_all_tabs(
    command: Command, translated_folder: Path
) -> None:
    freeze_all(translated_folder)
    build(command, "html")
    notebooks = sorted(Path("build/html/ko/notebooks").rglob("*.ipynb"))
    assert len(notebooks) > 1
    build(command, "html", "--tab", "jax")
    edit("index.md", "# Small Book", "# Small Book\n\nWords.")
    build(command, "html")
    assert sorted(Path("build/html/ko/notebooks").rglob("*.ipynb")) == notebooks
