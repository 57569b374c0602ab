import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import numpy as np
import onnx
import pytest
from safetensors.numpy import save

from ninbook.build.targets import build_targets
from ninbook.directives.context import Place
from ninbook.directives.live import missing_marker, onnx_runtime
from ninbook.directives.live.panel import settings
from ninbook.directives.live.trained import trained_networks
from ninbook.errors import BuildError
from ninbook.outputs import Store
from ninbook.plan import plan_notebook
from ninbook.settings import FULL
from ninbook.site import live as publish
from ninbook.site.live import publish_live
from ninbook.source import Book, read_page
from ninbook.tools.npm import NpmError
from tests.directives.words import words_of
from tests.editing import edit
from tests.executions import train_nin
from tests.notebooks.conftest import notebook_of_page, text_of
from tests.projects import files_of

PAGE = Path("chapter_cnn-modern/nin.md")
NAME = "chapter_cnn-modern/nin"


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Path]]:
    """Files that stand for the runtime; if they are taken away, it can't be had."""
    files = {}
    for name in (onnx_runtime.SCRIPT, onnx_runtime.PROGRAM):
        files[name] = tmp_path / name
        files[name].write_bytes(name.encode())

    def find() -> dict[str, Path]:
        if not files:
            raise NpmError("the network is down")
        return files

    monkeypatch.setattr(onnx_runtime, "runtime_files", find)
    publish._runtime.cache_clear()
    yield files
    publish._runtime.cache_clear()


@pytest.fixture
def trained_copy(chapter_copy: Path) -> Path:
    """The chapter with a trained network."""
    train_nin(chapter_copy)
    return chapter_copy


CURED = "chapter_cnn-modern/nin-cured"


def published(folder: Path, site: Path) -> dict[str, dict[str, object]]:
    return publish_live(Book.open(folder), Store(folder), site)


def test_only_a_full_execution_of_the_present_code_trains(chapter_copy: Path) -> None:
    for file in chapter_copy.glob("outputs/*/nin.pytorch.full.*"):
        Store(chapter_copy).remove(file.relative_to(chapter_copy).with_suffix(".ipynb"))
    store, book = Store(chapter_copy), Book.open(chapter_copy)
    page = read_page(chapter_copy, PAGE)
    assert store.load(NAME, "pytorch", "quick") is not None
    assert trained_networks(book, store, page) == {}
    train_nin(chapter_copy)
    assert list(trained_networks(book, Store(chapter_copy), page)) == ["nin"]
    edit(chapter_copy / PAGE, "lr=0.05", "lr=0.04")
    assert trained_networks(book, Store(chapter_copy), read_page(chapter_copy, PAGE)) == {}


def test_another_network_is_not_taken_for_it(trained_copy: Path) -> None:
    edit(trained_copy / PAGE, "live nin", "live nin-dense")
    page = read_page(trained_copy, PAGE)
    assert trained_networks(Book.open(trained_copy), Store(trained_copy), page) == {}


def test_the_site_gets_all_that_the_page_needs(trained_copy: Path, tmp_path: Path) -> None:
    found = published(trained_copy, tmp_path / "site")[NAME]
    folder = tmp_path / "site" / str(found["folder"])
    files = files_of(folder)
    for language, words in (("en", words_of("live", "en")), ("ko", words_of("live", "ko"))):
        place = Place("nin", language, "../", found)
        start = settings(place)
        assert start is not None
        assert start["folder"] == f"../{found['folder']}/"
        about = json.loads(files[start["settings"]])
        assert about["words"]["likeliest"] == words["likeliest"]
        assert {about["runtime"], about["images"]["file"]} <= files.keys()
        (network,) = about["networks"]
        model = onnx.load_from_string(gzip.decompress(files[network["file"]]))
        outputs = [output.name for output in model.graph.output]
        assert outputs == [*(block["name"] for block in network["blocks"]), "logits"]
        assert network["places"] == {"first": 33.5, "step": 32, "receptive_field": 195}
        packed = sum(len(files[name]) for name in (network["file"], about["runtime"]))
        assert about["runtimeBytes"] + network["bytes"] == packed
        assert start["megabytes"] == pytest.approx(packed / 1e6, abs=0.1)
    imported = {
        name
        for content in (files[name].decode() for name in files if name.endswith(".js"))
        for name in re.findall(r'(?:from|URL\()"?\s*"(?:\./)?([\w.]+\.(?:js|css))"', content)
    }
    assert {"worker.js", "panel.css", "pillow.js", onnx_runtime.SCRIPT} <= imported <= files.keys()


def test_networks_are_told_apart_by_what_they_learn(trained_copy: Path, tmp_path: Path) -> None:
    store, page = Store(trained_copy), read_page(trained_copy, Path(f"{CURED}.md"))
    found = trained_networks(Book.open(trained_copy), store, page)
    assert found, "no full execution is fresh"
    names = ["nin-normalized", "nin-normalized-dense"]
    assert list(found) == names
    assert [one.result["parameters"] for one in found.values()] == [1_996_622, 1_999_132]
    assert [one.result["cell"] for one in found.values()] == [4, 5]
    about = published(trained_copy, tmp_path / "site")[CURED]
    files = files_of(tmp_path / "site" / str(about["folder"]))
    for language in ("en", "ko"):
        networks = json.loads(files[f"{CURED}.{language}.json"])["networks"]
        assert [network["averages"] for network in networks] == [True, False]
        for network in networks:
            assert len(files[network["file"]]) == network["bytes"] < 4e6
            assert [block["signed"] for block in network["blocks"]] == [False] * 3 + [True]
            model = onnx.load_from_string(gzip.decompress(files[network["file"]]))
            kinds = {node.op_type for node in model.graph.node}
            assert "BatchNormalization" not in kinds
            assert ("GlobalAveragePool" in kinds) is network["averages"] is not ("Gemm" in kinds)
    # The reader loads the first; the second comes when she asks.
    first = files[networks[0]["file"]]
    loaded = [files[name] for name in (onnx_runtime.SCRIPT, onnx_runtime.PROGRAM)]
    assert about["megabytes"] == round(sum(map(len, [first, *loaded])) / 1e6, 1)


def test_the_folder_s_name_follows_its_content(trained_copy: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    first = published(trained_copy, site)
    before = files_of(site)
    for kept in trained_copy.glob("build/cache/live/*"):
        kept.unlink()
    assert published(trained_copy, site) == first
    assert files_of(site) == before
    style = trained_copy / "static" / "live" / "panel.css"
    style.write_text("p { margin: 0 }")
    second = published(trained_copy, site)
    assert second[NAME]["folder"] != first[NAME]["folder"]
    assert [folder.name for folder in (site / "live").iterdir()] == [
        Path(str(second[NAME]["folder"])).name
    ]


def test_without_the_runtime_there_is_no_network_and_one_line_says_so(
    trained_copy: Path,
    runtime: dict[str, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    site, book = tmp_path / "site", Book.open(trained_copy)
    published(trained_copy, site)
    assert not missing_marker(book).is_file()
    kept = dict(runtime)
    runtime.clear()
    publish._runtime.cache_clear()
    assert published(trained_copy, site) == {}
    assert published(trained_copy, site) == {}
    assert not (site / "live").exists()
    assert missing_marker(book).is_file()
    (line,) = capsys.readouterr().err.splitlines()
    assert line == (
        "warning: the site has no live network: ONNX Runtime Web is unavailable "
        "(the network is down)"
    )
    runtime.update(kept)
    publish._runtime.cache_clear()
    assert published(trained_copy, site)
    assert not missing_marker(book).is_file()


def test_a_book_without_a_trained_network_asks_for_nothing(
    chapter_copy: Path, runtime: dict[str, Path], tmp_path: Path
) -> None:
    runtime.clear()  # it would be an error to ask
    for page in chapter_copy.glob("*/*.md"):
        text = page.read_text(encoding="utf-8")
        page.write_text(re.sub("<!-- ninbook: live .*-->\n", "", text), encoding="utf-8")
    assert published(chapter_copy, tmp_path / "site") == {}
    assert not missing_marker(Book.open(chapter_copy)).is_file()


def test_pages_offer_what_the_site_has(trained_copy: Path, runtime: dict[str, Path]) -> None:
    site = trained_copy / "build" / "html_pytorch"
    kept = dict(runtime)
    for has_runtime in (False, True, False):
        runtime.clear()
        runtime.update(kept if has_runtime else {})
        publish._runtime.cache_clear()
        build_targets(Book.open(trained_copy), Store(trained_copy), ["html"], "pytorch")
        for path, root, words in (
            ("", "../", words_of("live", "en")),
            ("ko/", "../../", words_of("live", "ko")),
        ):
            html = (site / path / f"{NAME}.html").read_text(encoding="utf-8")
            mark = '<div class="widget" data-widget="live" data-settings="([^"]*)">'
            found = re.search(mark, html)
            assert (found is not None) is has_runtime
            assert (words["needs_script"] in html) is has_runtime
            assert ("live.js" in html) is ("'wasm-unsafe-eval'" in html) is has_runtime
            if found is not None:
                folder = json.loads(unescape(found[1]))["folder"]
                assert folder.startswith(f"{root}live/")
                assert (site / path / Path(NAME).parent / folder / "panel.js").is_file()
            index = (site / path / "index.html").read_text(encoding="utf-8")
            assert "live.js" not in index and "wasm" not in index


def test_notebooks_have_nothing_of_it(trained_copy: Path) -> None:
    text = text_of(notebook_of_page(Book.open(trained_copy), PAGE, "pytorch"))
    assert words_of("live", "en")["title"] not in text and "ninbook: live" not in text


def test_weights_of_another_network_are_named(
    trained_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(trained_copy)
    page = read_page(trained_copy, PAGE)
    plan = plan_notebook(Book.open(trained_copy), page, "pytorch", FULL.name)
    assert plan is not None
    execution = store.load(plan.page, plan.tab, plan.profile)
    assert execution is not None
    content = bytes(save({f"a.{part}": np.zeros(3, np.float32) for part in ("weight", "bias")}))
    digest = hashlib.sha256(content).hexdigest()
    record = execution.record
    record["results"][-1]["weights"] = {"sha256": digest, "bytes": len(content)}
    store.freeze(plan, execution.notebook, record, {digest: content})
    with pytest.raises(BuildError, match=r"full.ipynb:1: weights of 1 layers, but the network has"):
        published(trained_copy, tmp_path / "site")
