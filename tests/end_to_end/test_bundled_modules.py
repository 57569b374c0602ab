"""The set-up cell's own patches, in a process that doesn't find this project: the fast proof.

`test_colab.py` executes whole notebooks in a bare environment; this trains a small network in the
present one, with the site's packages on the path and the project not.
"""

import json
import os
import subprocess
import sys
import sysconfig
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import nbformat
import pytest

from ninbook.bootstrap import find_uv
from ninbook.cli import main
from ninbook.frameworks import BY_TAB
from ninbook.notebooks.setup_cells import setup_cell, switch_cell
from ninbook.settings import NUMERICS
from tests.editing import edit
from tests.end_to_end.fashion_mnist import place_fashion_mnist

RECORDS = Path(__file__).parents[1] / "runtime" / "numerics.json"
NETWORKS = Path(__file__).parents[1] / "runtime" / "networks"
REPORT = """
import json
model = Small()
model.board.display = False
data = d2l.FashionMNIST(batch_size=64, resize=(28, 28))
trainer = d2l.Trainer(max_epochs=2)
trainer.fit(model, data)
whole = data.train_dataloader()
print(json.dumps({
    "losses": [float(point.y) for point in model.board.data["train_loss"]],
    "batches": [trainer.num_train_batches, trainer.num_val_batches, len(whole)],
    "mends": d2l_mends.__file__,
    "length": d2l_mends.choose("full", 2),
}))
"""


def run(
    tab: str, folder: Path, language: str = "en", setup: str = "", **environment: str
) -> dict[str, Any]:
    reason = BY_TAB[tab].missing_reason()
    if reason:
        pytest.skip(reason)
    setup = setup or setup_cell(BY_TAB[tab], language).source
    cells = [setup, switch_cell(BY_TAB[tab], language).source]
    network = (NETWORKS / f"{tab}.py").read_text()
    file = folder / "book" / "cells.py"
    file.parent.mkdir(parents=True)
    file.write_text("\n".join([*cells, network, REPORT]), encoding="utf-8")
    place_fashion_mnist(folder, keras=tab == "tensorflow")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NINBOOK", "PYTHON"))}
    paths = {"PYTHONPATH": sysconfig.get_path("purelib"), "MPLBACKEND": "agg"}
    done = subprocess.run(
        [sys.executable, "-S", str(file)],  # -S: no .pth file leads to the project
        cwd=file.parent,
        env={**kept, **paths, "HOME": str(folder), **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {"printed": done.stdout, **json.loads(done.stdout.splitlines()[-1])}


def test_a_network_trains_with_the_wheel_of_the_site(book_folder: Path, tmp_path: Path) -> None:
    handler = partial(SimpleHTTPRequestHandler, directory=str(book_folder / "build" / "html"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        address = f"http://127.0.0.1:{server.server_port}"
        edit(Path("config.ini"), "[pdf]", f"[html]\nbase_url = {address}\n\n[pdf]")
        assert main(["build", "html", "--no-eval"]) == 0
        notebook = nbformat.read("build/html/notebooks/chapter/page.pytorch.ipynb", 4)
        setup = next(cell.source for cell in notebook.cells if cell.cell_type == "code")
        assert "MENDS" not in setup
        Thread(target=server.serve_forever, daemon=True).start()
        path = f"{Path(find_uv()).parent}{os.pathsep}{os.environ['PATH']}"
        facts = run("pytorch", tmp_path / "home", setup=setup, NINBOOK_PROFILE="quick", PATH=path)
        server.shutdown()
    recorded = json.loads(RECORDS.read_text())["pytorch"][str(NUMERICS["pytorch"])]
    assert facts["losses"] == pytest.approx(recorded, abs=1e-4)


@pytest.mark.parametrize("tab", list(BY_TAB))
def test_a_network_trains_with_nothing_but_what_the_cell_carries(tab: str, tmp_path: Path) -> None:
    facts = run(tab, tmp_path, NINBOOK_PROFILE="quick")
    assert str(Path(__file__).parents[2]) not in facts["mends"]
    assert facts["batches"] == [2, 2, 938]
    recorded = json.loads(RECORDS.read_text())[tab][str(NUMERICS[tab])]  # with all that is faster
    assert facts["losses"] == pytest.approx(recorded, abs=1e-4)
    assert facts["length"] == "quick", "the environment has the last word"


def test_a_machine_without_a_gpu_trains_quickly_unless_told_otherwise(tmp_path: Path) -> None:
    if Path("/dev/nvidia0").exists():
        pytest.skip("this machine has a GPU")
    facts = run("pytorch", tmp_path, language="ko")
    assert facts["printed"].startswith("훈련을 줄입니다")
    assert facts["batches"][:2] == [2, 2]
    assert facts["length"] == "full"
