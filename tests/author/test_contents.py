from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.editing import edit

NIN, KOREAN = "chapter_cnn-modern/nin.md", "chapter_cnn-modern/nin.ko.md"
PAGES = ["index.md", "index.ko.md", NIN, KOREAN, "references.md"]


@pytest.fixture
def put_back(server) -> None:
    """Puts the chapter's page back as it was."""
    before = (server.folder / NIN).read_bytes()
    yield
    (server.folder / NIN).write_bytes(before)


@pytest.mark.parametrize("page", PAGES)
def test_an_unedited_page_is_the_same_bytes(server, page: str) -> None:
    file: Path = server.folder / page
    before, written = file.read_bytes(), file.stat().st_mtime_ns
    model = server.open(page, "?type=notebook&content=1")
    assert (model["type"], model["format"]) == ("notebook", "json")
    assert server.save(page, {key: model[key] for key in ("type", "format", "content")})[0] == 200
    assert file.read_bytes() == before
    assert file.stat().st_mtime_ns == written  # nothing was written, so nothing is built anew


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("page", [NIN, KOREAN])
def test_an_edited_cell_changes_its_bytes_only(server, page: str, end: str) -> None:
    file: Path = server.folder / page
    before = file.read_bytes()
    there = before.replace(b"\n", end.encode())
    file.write_bytes(there)
    model = server.open(page)
    for index, cell in enumerate(model["content"]["cells"]):
        source = cell["source"]
        cell["source"] = source + "\nedited"
        status, _ = server.save(page, {**model, "content": model["content"]})
        assert status == 200
        now = file.read_bytes()
        at = now.index(f"{end}edited".encode())
        assert now[:at] + now[at + len(f"{end}edited") :] == there, f"cell {index}"
        assert now[:at].endswith(source[-20:].replace("\n", end).encode())
        cell["source"] = source
    assert server.save(page, model)[0] == 200
    assert file.read_bytes() == there
    file.write_bytes(before)


def test_outputs_stay_out_of_the_page_and_come_back(server, put_back) -> None:
    file: Path = server.folder / NIN
    before = file.read_bytes()
    model = server.open(NIN)
    cells = [cell for cell in model["content"]["cells"] if cell["cell_type"] == "code"]
    ran, other = cells[1], cells[2]
    ran["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "ran 1\n"}]
    ran["execution_count"] = 5
    ran["metadata"]["collapsed"] = True
    other["outputs"] = [
        {
            "output_type": "display_data",
            "metadata": {},
            "data": {"application/vnd.jupyter.widget-view+json": {"model_id": "a"}},
        }
    ]
    assert server.save(NIN, model)[0] == 200
    assert file.read_bytes() == before
    again = [c for c in server.open(NIN)["content"]["cells"] if c["cell_type"] == "code"]
    assert "".join(again[1]["outputs"][0]["text"]) == "ran 1\n"
    assert again[1]["execution_count"] == 5
    assert again[1]["metadata"]["trusted"] is True
    assert [len(cell["outputs"]) for cell in again].count(0) == len(again) - 1
    # They belong to the source that they were made of.
    file.write_bytes(before.replace(ran["source"].encode(), b"%%tab pytorch\nimport math", 1))
    assert not any(c.get("outputs") for c in server.open(NIN)["content"]["cells"])
    assert (server.folder / "build/lab/outputs" / NIN).with_suffix(".ipynb").is_file()


def test_outputs_that_this_user_did_not_make_are_not_trusted(server, put_back) -> None:
    model = server.open(NIN)
    cell = next(cell for cell in model["content"]["cells"] if cell["cell_type"] == "code")
    html = {"text/html": "<script>alert(1)</script>"}
    cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": html}]
    cell["metadata"]["trusted"] = True
    assert server.save(NIN, model)[0] == 200
    assert server.open(NIN)["content"]["cells"][1]["metadata"]["trusted"] is True
    kept = (server.folder / "build/lab/outputs" / NIN).with_suffix(".ipynb")
    edit(kept, "alert(1)", "alert(2)")
    assert server.open(NIN)["content"]["cells"][1]["metadata"]["trusted"] is False


def test_a_page_is_text_for_who_asks_for_a_file(server) -> None:
    text = (server.folder / NIN).read_text("utf-8")
    assert server.open(NIN, "?type=file&format=text")["content"] == text
    listed = server.open("chapter_cnn-modern")["content"]
    types = {entry["name"]: entry["type"] for entry in listed}
    assert (types["nin.md"], types["nin.ko.ledger"]) == ("notebook", "file")


def test_a_pasted_picture_is_refused_with_a_way_out(server) -> None:
    before = (server.folder / NIN).read_bytes()
    model = server.open(NIN)
    model["content"]["cells"][0]["attachments"] = {"image.png": {"image/png": "aGk="}}
    status, answer = server.save(NIN, model)
    assert status == 400
    assert "nin.md: cell 1 holds a pasted picture (image.png)" in answer["message"]
    assert (server.folder / NIN).read_bytes() == before


def test_a_page_that_is_not_utf8_is_named_with_its_line(server) -> None:
    (server.folder / "latin.md").write_bytes(b"One\nTwo \xe9\n")
    status, answer = server.ask("GET", "contents/latin.md?type=notebook")
    (server.folder / "latin.md").unlink()
    assert status == 400
    assert "latin.md:2: not valid UTF-8" in answer["message"]


def test_checkpoints_lie_beside_the_build(server, put_back) -> None:
    before = (server.folder / NIN).read_bytes()
    status, point = server.ask("POST", f"contents/{NIN}/checkpoints")
    assert status == 201
    (server.folder / NIN).write_bytes(b"lost\n")
    assert server.ask("POST", f"contents/{NIN}/checkpoints/{point['id']}")[0] == 204
    assert (server.folder / NIN).read_bytes() == before
    assert not list(server.folder.rglob(".ipynb_checkpoints"))
    assert (server.folder / "build/lab/checkpoint" / NIN).is_file()


def test_a_new_page_and_a_copy(server) -> None:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "# New"},
        {"cell_type": "code", "metadata": {}, "source": ["%%tab jax\n", "x = 1"], "outputs": []},
    ]
    for cell in cells:
        cell["id"] = f"new-{len(cell['source'])}"
    content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    model = {"type": "notebook", "format": "json", "content": content}
    assert server.save("chapter_cnn-modern/new.md", model)[0] == 201
    file: Path = server.folder / "chapter_cnn-modern/new.md"
    expected = "# New\n\n```{.python .input}\n%%tab jax\nx = 1\n```\n"
    assert file.read_text("utf-8") == expected
    body = {"copy_from": "chapter_cnn-modern/new.md"}
    status, copy = server.ask("POST", "contents/chapter_cnn-modern", body)
    assert (status, copy["name"]) == (201, "new-Copy1.md")
    copied = server.folder / copy["path"]
    assert copied.read_text("utf-8") == expected
    file.unlink()
    copied.unlink()


def test_permissions_of_a_page_stay(server, put_back) -> None:
    file: Path = server.folder / NIN
    mode = file.stat().st_mode
    file.chmod(0o640)
    model = server.open(NIN)
    model["content"]["cells"][0]["source"] += " edited"
    assert server.save(NIN, model)[0] == 200
    assert file.stat().st_mode & 0o777 == 0o640
    file.chmod(mode)


def test_notebooks_are_notebooks_still(server) -> None:
    status, model = server.ask("POST", "contents/", {"type": "notebook"})
    assert status == 201
    file: Path = server.folder / model["path"]
    assert file.suffix == ".ipynb"
    assert server.open(model["path"])["content"]["cells"] == []
    file.unlink()


def test_jupyterlab_loads_the_extension_that_opens_pages(server) -> None:
    page = urlopen(f"{server.address}lab?token={server.token}", timeout=30).read().decode()
    assert '"name": "ninbook"' in page
    assert "apputils-extension:announcements" in page.partition('"disabledExtensions"')[2]
    script = f"{server.address}lab/extensions/ninbook/static/pages.js?token={server.token}"
    assert "addFileType" in urlopen(script, timeout=30).read().decode()
