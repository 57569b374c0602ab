"""What ``config.ini`` may hold and what is said of it: a row for each mistake."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ninbook.build.conf import write_configuration
from ninbook.cli import main
from ninbook.source import Book
from tests.editing import edit
from tests.projects import files_of

OUT = "points outside the book's folder"
NO_PATH = "is not a path inside the book; write it relative to the book's folder"
NO_LANGUAGE = "is not a language; write codes such as en, ko, pt-BR"
NO_NAME = "can't be the name of a file; use letters, digits, hyphens and dots"
NO_REPOSITORY = "is not a repository; write it as owner/name"
NO_TAB = "can't be a tab; use letters, digits and hyphens, but not the word all"
NO_ADDRESS = "write an address such as https://example.org/book/, or leave it empty"
OWN = "of the book's; name another folder"
SECONDS = "is not a positive number of seconds"

# Section, key, value, and what is said after "config.ini:LINE: [section] key: ".
ROWS = [
    ("project", "name", "../../x", f"'../../x' {NO_NAME}"),
    ("project", "name", "a/b", f"'a/b' {NO_NAME}"),
    ("project", "name", "a b", f"'a b' {NO_NAME}"),
    ("project", "name", ".hidden", f"'.hidden' {NO_NAME}"),
    ("project", "name", '"; import os', f"""'"; import os' {NO_NAME}"""),
    ("project", "name", "", f"'' {NO_NAME}"),
    ("project", "name", "n" * 101, NO_NAME),
    ("project", "title", "100 % sure", "write a percent sign as %%"),
    ("project", "author", "%(nobody)s", "write a percent sign as %%"),
    ("project", "copyright", "50%", "write a percent sign as %%"),
    ("project", "title", "a\x07b", "holds a control character; remove it"),
    ("project", "release", "1\x1b[31m", "holds a control character; remove it"),
    ("project", "lang", "../en", f"'../en' {NO_LANGUAGE}"),
    ("project", "lang", "english language", "write one code, such as en"),
    ("build", "index", "../index", f"'../index' {OUT}"),
    ("build", "index", "/etc/passwd", f"'/etc/passwd' {NO_PATH}"),
    ("build", "source_dir", "..", f"'..' {OUT}"),
    ("build", "source_dir", "/", f"'/' {NO_PATH}"),
    ("build", "source_dir", "img", "move config.ini into img, beside the pages"),
    ("build", "index", "nothere", "nothere.md doesn't exist; create it"),
    ("build", "tabs", "PyTorch, jax", "write 'pytorch' in small letters"),
    ("colab", "github_repo", "jax, a/b\n  c/d", "write a tab and its repository in each line"),
    ("slides", "github_repo", "a/b", "write a tab and its repository in each line"),
    ("build", "notebooks", "*.rst", "'*.rst' does not end with md"),
    ("build", "notebooks", "../*.md", f"'../*.md' {OUT}"),
    ("build", "rsts", "../a.rst", f"'../a.rst' {OUT}"),
    ("build", "non-notebooks", "../../a.md", f"'../../a.md' {OUT}"),
    ("build", "exclusions", "/tmp", f"'/tmp' {NO_PATH}"),
    ("build", "dependencies", "a ../b", f"'../b' {OUT}"),
    ("build", "resources", "img/ ../../etc", f"'../../etc' {OUT}"),
    ("build", "resources", "~/pictures", f"'~/pictures' {NO_PATH}"),
    ("build", "resources", "C:\\\\x", NO_PATH),
    ("build", "warning_is_error", "maybe", "'maybe' is neither True nor False"),
    ("build", "output_dir", "..", f"'..' {OUT}"),
    ("build", "output_dir", "a/../../b", f"'a/../../b' {OUT}"),
    ("build", "output_dir", "/tmp/x", f"'/tmp/x' {NO_PATH}"),
    ("build", "output_dir", ".", "is the book's folder itself; name a folder of its own"),
    ("build", "output_dir", "img", f"'img' holds img {OWN}"),
    ("build", "output_dir", "img/deep", f"'img/deep' holds img {OWN}"),
    ("build", "output_dir", "outputs", f"'outputs' holds outputs {OWN}"),
    ("build", "output_dir", "outputs/built", f"'outputs/built' holds outputs {OWN}"),
    ("build", "output_dir", "static", f"'static' holds static {OWN}"),
    ("build", "output_dir", ".git", f"'.git' holds .git {OWN}"),
    ("build", "output_dir", "chapter", f"'chapter' holds chapter/page.md {OWN}"),
    ("build", "output_dir", "away", "'away' is a link that points outside the book's folder"),
    ("build", "html_dir", "../html", f"'../html' {OUT}"),
    ("build", "html_dir", "img", f"'img' holds img {OWN}"),
    ("build", "html_dir", "build", "'build' is used by other targets; name a folder of its own"),
    ("build", "html_dir", "build/rst", "'build/rst' is used by other targets"),
    ("build", "tabs", "pytorch, jax,", "a name is missing beside a comma"),
    ("build", "tabs", ",", "a name is missing beside a comma"),
    ("build", "tabs", "pytorch,, jax", "a name is missing beside a comma"),
    ("build", "tabs", "pytorch, ../jax", f"'../jax' {NO_TAB}"),
    ("build", "tabs", "py torch", f"'py torch' {NO_TAB}"),
    ("build", "tabs", "my_tab", f"'my_tab' {NO_TAB}"),
    ("build", "tabs", "all", f"'all' {NO_TAB}"),
    ("build", "tabs", "jax, JAX", "names jax twice"),
    ("html", "favicon", "/etc/passwd", f"'/etc/passwd' {NO_PATH}"),
    ("html", "favicon", "../secret", f"'../secret' {OUT}"),
    ("html", "html_logo", "../../logo.png", f"'../../logo.png' {OUT}"),
    ("html", "og_image", "/a.png", f"'/a.png' {NO_PATH}"),
    ("html", "include_css", "../a.css", f"'../a.css' {OUT}"),
    ("html", "include_js", "/a.js", f"'/a.js' {NO_PATH}"),
    ("html", "header_links", "Code", "'Code' is not a link; write a name, an address and an icon"),
    ("html", "header_links", "a, b, c, d", "is not a link; write a name, an address and an icon"),
    ("html", "base_url", "example.org/book", f"is 'example.org/book'; {NO_ADDRESS}"),
    ("html", "base_url", "/book/", f"is '/book/'; {NO_ADDRESS}"),
    ("html", "base_url", "ftp://a.org/", f"is 'ftp://a.org/'; {NO_ADDRESS}"),
    ("html", "base_url", "https://a.org/?x=1", f"is 'https://a.org/?x=1'; {NO_ADDRESS}"),
    ("html", "base_url", "https://a.org/#x", f"is 'https://a.org/#x'; {NO_ADDRESS}"),
    ("html", "base_url", "https://[::1/", f"is 'https://[::1/'; {NO_ADDRESS}"),
    ("html", "base_url", "https://a.org:port/", f"is 'https://a.org:port/'; {NO_ADDRESS}"),
    ("html", "base_url", 'https://a.org/"><b>', NO_ADDRESS),
    ("html", "base_url", "https://a.org/a b", f"is 'https://a.org/a b'; {NO_ADDRESS}"),
    ("html", "base_url", "https://;script-src *", NO_ADDRESS),
    ("html", "base_url", "javascript:alert(1)", NO_ADDRESS),
    ("pdf", "bibfile", "../../../x.bib", f"{OUT}"),
    ("pdf", "bibfile", "/x.bib", NO_PATH),
    ("pdf", "latex_logo", "../x.png", f"'../x.png' {OUT}"),
    ("pdf", "post_latex", "/bin/sh", f"'/bin/sh' {NO_PATH}"),
    ("pdf", "latex_url", "file:///etc/passwd", "'file:///etc/passwd' is not a web address"),
    ("pdf", "main_font", "A'''; import os", "is not the name of a font"),
    ("pdf", "sans_font", "A}\\\\input{/etc/passwd}", "is not the name of a font"),
    ("pdf", "mono_font", "a\\\\b", "is not the name of a font"),
    ("library", "save_filename", "../d2l.py", f"'../d2l.py' {OUT}"),
    ("library", "save_patterns", "../d2l.py, x", f"'../d2l.py' {OUT}"),
    ("library", "version_file", "/v.py", f"'/v.py' {NO_PATH}"),
    ("library", "root_dir", "..", f"'..' {OUT}"),
    ("library-jax", "lib_file", "../jax.py", f"'../jax.py' {OUT}"),
    ("library-jax", "lib_file", "index.md", "'index.md' is no Python file; name one, such as"),
    ("library-jax", "lib_file", "img", "'img' is no Python file; name one, such as d2l/jax.py"),
    ("colab", "github_repo", "us", f"'us' {NO_REPOSITORY}"),
    ("colab", "github_repo", "us/../them", f"'us/../them' {NO_REPOSITORY}"),
    ("colab", "github_repo", "jax, https://a.org/x", f"'https://a.org/x' {NO_REPOSITORY}"),
    ("sagemaker", "github_repo", 'us/a"b', NO_REPOSITORY),
    ("slides", "github_repo", "us/a b", f"'us/a b' {NO_REPOSITORY}"),
    ("ninbook", "languages", "en, ../../ko", f"'../../ko' {NO_LANGUAGE}"),
    ("ninbook", "languages", "en, k", f"'k' {NO_LANGUAGE}"),
    ("ninbook", "languages", "en, 한국어", f"'한국어' {NO_LANGUAGE}"),
    ("ninbook", "languages", "en, /ko", f"'/ko' {NO_LANGUAGE}"),
    ("ninbook", "deadline", "soon", f"'soon' {SECONDS}"),
    ("ninbook", "deadline", "-1", f"'-1' {SECONDS}"),
    ("ninbook", "deadline", "0", f"'0' {SECONDS}"),
    ("ninbook", "deadline", "nan", f"'nan' {SECONDS}"),
    ("ninbook", "deadline", "inf", f"'inf' {SECONDS}"),
]


def put(file: Path, section: str, setting: str) -> int:
    """Puts a setting into its section, in place of what it was; returns its line."""
    key = setting.partition(" = ")[0]
    within, lines = "", []
    for line in file.read_text("utf-8").split("\n"):
        within = line[1:-1] if line.startswith("[") else within
        if within != section or line.partition(" = ")[0] != key:
            lines.append(line)
    if f"[{section}]" not in lines:
        lines.append(f"[{section}]")
    place = lines.index(f"[{section}]") + 1
    lines.insert(place, setting)
    file.write_text("\n".join(lines), "utf-8")
    return place + 1


@pytest.mark.parametrize(("section", "key", "value", "message"), ROWS)
def test_a_bad_setting_is_named_with_its_line(
    section: str, key: str, value: str, message: str, small: Path, command: Any
) -> None:
    (small / "chapter").mkdir()
    (small / "chapter" / "page.md").write_text("# Page\n")
    (small / "away").symlink_to("..")
    line = put(small / "config.ini", section, f"{key} = {value}")
    before = files_of(small.parent)
    ended = command("check", "--no-outputs")
    assert ended.code == 1
    assert ended.err.startswith(f"config.ini:{line}: [{section}] {key}: ")
    assert message in ended.err
    assert ended.err.count("\n") == 1
    for arguments in (["build", "html", "--no-eval"], ["clear"]):
        assert command(*arguments).code == 1
    assert files_of(small.parent) == before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe", "config.ini:1: not valid UTF-8; save the file as UTF-8"),
        (b"[project]\nname = \xe9\n", "config.ini:2: not valid UTF-8; save the file as UTF-8"),
        (b"\xef\xbb\xbf[project]\n", "config.ini:1: begins with a byte order mark"),
        (b"name = a\n", "config.ini:1: comes before the first section: 'name = a'"),
        (b"[project]\nname\n", "config.ini:2: neither a section nor a setting"),
        (b"[project\n", "config.ini:1: comes before the first section: '[project'"),
        (b"[project]\nname = a\nname = b\n", "config.ini:3: [project] sets name twice"),
        (b"[pdf]\n[pdf]\n", "config.ini:2: section [pdf] appears twice; merge the two"),
        (b"[project]\n\n= a\n", "config.ini:3: neither a section nor a setting"),
        (b"\0\0\0", "config.ini:1: comes before the first section"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    content: bytes, message: str, small: Path, command: Any
) -> None:
    (small / "config.ini").write_bytes(content)
    for arguments in (["check"], ["build", "html"], ["clear"], ["translate", "status"], ["serve"]):
        ended = command(*arguments)
        assert ended.code == 1
        assert ended.err.startswith(message)


def test_a_list_that_d2lbook_cannot_read_is_named(small: Path, command: Any) -> None:
    line = put(small / "config.ini", "colab", "github_repo = a/b\nlibs = torch") + 1
    assert command("build", "ipynb", "--no-eval").err == (
        f"config.ini:{line}: [colab] libs: write a module and its package in each line, "
        "with commas\n"
    )


def test_a_title_that_the_first_page_cannot_give_is_named(small: Path, command: Any) -> None:
    (small / "index.md").write_text("# 100% sure\n")
    config = small / "config.ini"
    config.write_text(re.sub("(?m)^title = .*\n", "", config.read_text()))
    ended = command("check", "--no-outputs")
    assert (ended.code, ended.err) == (
        1,
        "config.ini:1: [project] has no title, which the index page can't give; add it\n",
    )


UNKNOWN = [
    ("html", "favicon = img", "[html] favicon: img doesn't exist"),
    ("pdf", "latex_logo = logo.png", "[pdf] latex_logo: logo.png doesn't exist"),
    ("ninbook.published", "index = caffe 0.9", "index: write a tab and an accuracy, such as jax"),
    ("ninbook", "langauges = en", "[ninbook] langauges: unknown setting; did you mean languages?"),
    ("ninbook", "zzz = 1", "[ninbook] zzz: unknown setting"),
    ("build", "resource = img/", "[build] resource: unknown setting; did you mean resources?"),
    ("build", "ouput_dir = x", "[build] ouput_dir: unknown setting; did you mean output_dir?"),
    ("html", "baseurl = https://a.org/", "[html] baseurl: unknown setting; did you mean base_url?"),
    ("ninbook.k", "title = x", "unknown section [ninbook.k]; did you mean ninbook?"),
    ("ninbok", "deadline = 5", "unknown section [ninbok]; did you mean ninbook?"),
    ("ninbook.en", "titel = x", "[ninbook.en] titel: unknown setting; did you mean title?"),
]


@pytest.mark.parametrize(("section", "line", "message"), UNKNOWN)
def test_a_setting_that_nothing_reads_is_named(
    section: str, line: str, message: str, small: Path, command: Any
) -> None:
    put(small / "config.ini", section, line)
    ended = command("check", "--no-outputs")
    assert ended.code == 1
    assert message in ended.out
    assert ended.out.startswith("config.ini:")
    assert command("build", "ipynb", "--no-eval").code == 0


@pytest.mark.parametrize("line", ["root_dir = a", "authors = us", "tabs_of_old = x"])
def test_a_setting_that_d2lbook_dropped_is_none_of_ours(
    line: str, small: Path, command: Any
) -> None:
    edit(small / "config.ini", "[build]", f"[build]\n{line}")
    assert command("check", "--no-outputs").code == 0


STRINGS = [
    'Networks "in" networks',
    "Net\\",
    "It's '''quoted''' \"\"\"thrice\"\"\"",
    '"\nimport os; os.abort()\n"'.replace("\n", "\n  "),
    "{{ 7 * 7 }} {%% if %%} <%%= 7 %%>",
    "</title></script><script>alert(1)</script>",
    "TITLE AUTHOR NAME SPHINX_CONFIGS",
    "A One,\n   B Two",
    "100 %% 네트워크",
    "$x$ #1 & _y_ ^ ~ \\input{x}",
]


def configuration_of(folder: Path) -> dict[str, Any]:
    """What Sphinx's configuration of a book sets when it is run."""
    book = Book.open(folder)
    write_configuration(book)
    names: dict[str, Any] = {}
    exec(Path(book.config.rst_dir, "conf.py").read_text("utf-8"), names)
    return names


def say_everywhere(text: str, folder: Path) -> None:
    """Puts a text into all that the book says of itself."""
    for key in ("author", "title", "copyright", "release"):
        put(folder / "config.ini", "project", f"{key} = {text}")


@pytest.mark.parametrize("text", STRINGS)
def test_a_string_of_the_book_stays_a_string(text: str, small: Path) -> None:
    say_everywhere(text, small)
    shown = " ".join(text.replace("%%", "%").split())
    names = configuration_of(small)
    for name in ("project", "author", "copyright", "release"):
        assert names[name] == shown
    assert names["latex_documents"][0][1:4] == ("small.tex", shown, shown)


def test_a_string_is_text_in_every_target(small: Path) -> None:
    say_everywhere("</title></script><script>alert(1)</script>\\\\ $#&_{ %%", small)
    put(small / "config.ini", "html", "base_url = https://a.org/b%20c/")
    assert main(["build", "html", "slides", "ipynb", "pkg", "--no-eval"]) == 0
    pages = [*(small / "build").rglob("*.html")]
    assert len(pages) > 2
    for page in pages:
        assert "<script>alert" not in page.read_text("utf-8")
    assert 'href="https://a.org/b%20c/"' in (small / "build/html/index.html").read_text("utf-8")
    for notebook in (small / "build").rglob("*.ipynb"):
        json.loads(notebook.read_text("utf-8"))


def test_code_of_the_book_is_code(small: Path) -> None:
    code = "html_show_copyright = '%%s' == chr(37) + 's'"
    put(small / "config.ini", "build", f"sphinx_configs = {code}")
    assert configuration_of(small)["html_show_copyright"] is True


def test_pictures_of_one_name_are_two(small: Path, command: Any) -> None:
    for folder in ("a", "b"):
        (small / folder).mkdir()
        (small / folder / "icon.svg").write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" id="{folder}"/>'
        )
    put(small / "config.ini", "html", "favicon = a/icon.svg\nhtml_logo = b/icon.svg")
    assert command("build", "html", "--no-eval").code == 0
    static = small / "build" / "html" / "_static"
    for folder in ("a", "b"):
        assert f'id="{folder}"' in (static / f"{folder}-icon.svg").read_text()
    page = (small / "build" / "html" / "index.html").read_text()
    assert 'href="_static/a-icon.svg"' in page and 'src="_static/b-icon.svg"' in page


def test_a_language_with_a_region_has_its_words(small: Path, command: Any) -> None:
    edit(small / "config.ini", "lang = en", "lang = ko_KR")
    assert command("build", "html", "--no-eval").code == 0
    page = (small / "build" / "html" / "index.html").read_text(encoding="utf-8")
    assert 'lang="ko-KR"' in page and 'placeholder="검색 (Ctrl+K)"' in page


@pytest.mark.parametrize("name", ["index.ko_KR.md", "index.ko-KR.md"])
def test_a_translation_is_found_whichever_way_its_region_is_written(
    name: str, small: Path, command: Any
) -> None:
    put(small / "config.ini", "ninbook", "languages = ko_KR")
    (small / name).write_text("# 작은 책\n\n글.\n", encoding="utf-8")
    assert command("build", "html", "--no-eval").code == 0
    page = (small / "build" / "html" / "ko-KR" / "index.html").read_text(encoding="utf-8")
    assert "작은 책" in page


def test_an_extension_of_the_book_that_is_not_there_is_named(small: Path, command: Any) -> None:
    put(small / "config.ini", "build", "sphinx_extensions = nothing_of_this_name")
    ended = command("build", "html", "--no-eval")
    assert ended.code == 1
    assert ended.err.splitlines()[-1] == (
        "d2lbook: config.ini: [build] sphinx_extensions: Could not import extension "
        "nothing_of_this_name: No module named 'nothing_of_this_name'"
    )


def test_a_section_of_defaults_is_no_setting_of_each(small: Path, command: Any) -> None:
    edit(small / "config.ini", "resources = img/", "resources = %(pictures)s/")
    with (small / "config.ini").open("a") as config:
        config.write("[ninbook]\nlanguages = en\n[DEFAULT]\npictures = img\n")
    ended = command("check", "--no-outputs")
    assert (ended.code, ended.out) == (0, "0 problems in 1 page\n")
