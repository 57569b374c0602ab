import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ninbook.settings import FULL, PROFILES
from tests.browser.conftest import LANGUAGES, NIN, PREFIXES, Reader, Readers, Site
from tests.projects import ROOT

Tampered = Callable[[str, Callable[[str], str]], Site]


def notebook_of(framework: str) -> str:
    """The notebook that the chapter shows: the full execution's, once there is one."""
    names = (f"chapter_cnn-modern/nin.{framework}.{profile}.ipynb" for profile in PROFILES)
    return next(name for name in names if (ROOT / "outputs" / name).is_file())


NOTEBOOK = notebook_of("jax")
FILE = f"outputs/{NOTEBOOK}"
POINT = r"(<path d=\"M30\.1 [\d.]+L[\d.]+ )[\d.]+(L)"


@pytest.fixture
def tampered(tmp_path: Path, site: Site, serve: Callable[[Path], str]) -> Tampered:
    """Copies the site and changes one file; takes its path and what to do with its text."""

    def copy(path: str, change: Callable[[str], str]) -> Site:
        folder = tmp_path / "site"
        if not folder.is_dir():
            shutil.copytree(site.folder, folder)
        text = (folder / path).read_text(encoding="utf-8")
        changed = change(text)
        assert changed != text
        (folder / path).write_text(changed, encoding="utf-8")
        return Site(folder, serve(folder))

    return copy


def renew_sums(site: Site) -> None:
    """Lets the checksum follow the notebook, as a careful forger would."""
    sums = site.folder / "outputs" / "SHA256SUMS"
    digest = hashlib.sha256((site.folder / "outputs" / NOTEBOOK).read_bytes()).hexdigest()
    sums.write_text(re.sub(f".*  {NOTEBOOK}", f"{digest}  {NOTEBOOK}", sums.read_text()))


def open_line(page: Page) -> None:
    """Opens how the outputs of the framework came about, with the keyboard."""
    page.locator(".how-run > summary:visible").press("Enter")


def verdict(page: Page) -> str:
    """Presses the button of the framework and returns what it says."""
    open_line(page)
    page.locator(".verify:visible").click()
    found = page.locator(".verdict:visible")
    expect(found).to_have_count(1)
    expect(found).not_to_have_attribute("data-kind", "busy")
    return found.text_content() or ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("framework", ["pytorch", "mxnet", "tensorflow", "jax"])
def test_what_is_shown_is_what_was_frozen(reader: Reader, framework: str, language: str) -> None:
    page = reader.open(f"{PREFIXES[language]}{NIN}?framework={framework}")
    said = verdict(page)
    file = reader.site.folder / "outputs" / notebook_of(framework)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    begin = {"en": "Verified: ", "ko": "확인했습니다."}[language]
    assert said.startswith(begin) and digest in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_line_says_how_an_output_came_about(reader: Reader, language: str) -> None:
    page = reader.open(f"{PREFIXES[language]}{NIN}?framework=jax")
    record = json.loads((ROOT / "outputs" / NOTEBOOK).read_bytes())["metadata"]["ninbook"]
    seed, quick, full, notebook = {
        "en": ("seed", "quick run", "full run", "frozen notebook"),
        "ko": ("시드", "빠른 실행", "전체 실행", "실행 결과 노트북"),
    }[language]
    run = full if record["profile"] == FULL.name else quick
    device = re.escape(record["results"][-1]["device"].split(",")[0])
    expect(page.locator(".provenance.full:visible")).to_have_count(0)
    open_line(page)
    line = page.locator(".how-run .provenance:visible").inner_text()
    assert re.search(rf"JAX \d+\.\d+.* · {device}", line)
    assert run in line and notebook in line
    assert re.search(rf"{seed} \d+ · \d{{4}}-\d\d-\d\d · \d+", line)


def test_the_notebook_can_be_downloaded(reader: Reader) -> None:
    page = reader.open(f"{NIN}?framework=jax")
    open_line(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="frozen notebook").locator("visible=true").first.click()
    frozen = reader.site.folder / "outputs" / NOTEBOOK
    assert Path(download.value.path()).read_bytes() == frozen.read_bytes()


def test_tables_that_were_printed_are_those_of_the_notebook(reader: Reader) -> None:
    page = reader.open("chapter_cnn-modern/nin-experiments.html")
    assert page.locator("table.output-table").count() >= 2
    assert verdict(page).startswith("Verified: ")
    page.locator(".output-table td").last.evaluate("cell => { cell.textContent += '1'; }")
    page.locator(".verify").click()
    expect(page.locator(".verdict")).to_contain_text("but its output is not what this page shows")


def test_folded_code_opens_without_scripts(reader_of: Readers) -> None:
    page = reader_of(java_script_enabled=False).open("chapter_cnn-modern/nin-experiments.html")
    expect(page.locator(".folded-code pre:visible")).to_have_count(0)
    page.get_by_text("Show code").first.press("Enter")
    expect(page.locator(".folded-code pre").first).to_contain_text("import torch")


OTHER_OUTPUT = r".* but its output is not what this page shows\."
CHANGES = {
    "number in a text": (NIN, r"(\(1, 54, 54, )96(\))", r"\g<1>95\2", OTHER_OUTPUT),
    "point of a curve": (NIN, POINT, r"\g<1>77.7\2", OTHER_OUTPUT),
    "word in a plot": (NIN, r"(<text [^>]*>)epoch(</text>)", r"\1step\2", OTHER_OUTPUT),
    "notebook": (
        FILE,
        r"\(1, 54,",
        "(1, 55,",
        "This is not the published notebook: SHA256SUMS says .*",
    ),
    "no checksum": (
        "outputs/SHA256SUMS",
        r"nin\.jax",
        "nin.other",
        f"SHA256SUMS does not list {NOTEBOOK}, so nothing vouches for it\\.",
    ),
}


@pytest.mark.parametrize(("path", "old", "new", "said"), CHANGES.values(), ids=CHANGES.keys())
def test_what_was_tampered_with_is_found_out(
    reader_of: Readers, tampered: Tampered, path: str, old: str, new: str, said: str
) -> None:
    site = tampered(path, lambda text: re.sub(old, new, text))
    assert re.fullmatch(said, verdict(reader_of(site).open(f"{NIN}?framework=jax")), re.DOTALL)


def test_a_notebook_forged_with_its_checksum_differs_from_the_page(
    reader_of: Readers, tampered: Tampered
) -> None:
    site = tampered(FILE, lambda text: text.replace("(1, 54,", "(1, 55,"))
    renew_sums(site)
    said = verdict(reader_of(site).open(f"{NIN}?framework=jax"))
    assert re.fullmatch(OTHER_OUTPUT, said, re.DOTALL)


def test_what_cannot_be_fetched_is_not_judged(reader_of: Readers, tampered: Tampered) -> None:
    site = tampered("outputs/SHA256SUMS", lambda text: text + "\n")
    (site.folder / "outputs" / NOTEBOOK).unlink()
    reader = reader_of(site)
    said = verdict(reader.open(f"{NIN}?framework=jax"))
    assert said == f"{site.address}outputs/{NOTEBOOK} cannot be fetched, so nothing was checked."
    assert all("404" in problem for problem in reader.problems)
    reader.problems.clear()


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_say_why_they_cannot_verify(reader: Reader, site: Site, language: str) -> None:
    said = verdict(reader.open(f"{PREFIXES[language]}{NIN}?framework=jax", site.files))
    begin = {"en": "A page opened from a file ", "ko": "파일로 연 페이지는 "}[language]
    assert said.startswith(begin) and "sha256sum -c" in said


def test_insecure_pages_say_why_they_cannot_verify(reader_of: Readers, site: Site) -> None:
    elsewhere = Site(site.folder, site.address.replace("127.0.0.1", "insecure.test"))
    said = verdict(reader_of(elsewhere).open(f"{NIN}?framework=jax"))
    assert said.startswith("Browsers compute digests on secure pages only")


def test_without_scripts_there_is_the_notebook_and_no_button(reader_of: Readers) -> None:
    page = reader_of(java_script_enabled=False).open(NIN)
    page.locator(".how-run > summary").first.click()
    expect(page.get_by_role("link", name="frozen notebook").first).to_be_visible()
    assert page.locator(".verify:visible").count() == 0
