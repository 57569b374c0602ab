"""Executes a notebook cell by cell, as Colab's "Run all" does, and prints what that took.

Runs in an environment that knows nothing of this project. With --facts, two cells are added: one
before the training, which notes the parameters after each epoch, and one at the end, which prints
what was trained.

Usage: python execute.py NOTEBOOK [--facts]
"""

import json
import resource
import sys
import time

import nbformat
from nbclient import NotebookClient

NOTE = """
snapshots = []
_fit_epoch = d2l.Trainer.fit_epoch

def _fit_epoch_and_note(self):
    _fit_epoch(self)
    snapshots.append(_parameters(self))

d2l.Trainer.fit_epoch = _fit_epoch_and_note

def _parameters(trainer):
    import numpy
    if d2l.__name__ == "d2l.torch":
        return [p.detach().cpu().numpy().copy() for p in trainer.model.parameters()]
    if d2l.__name__ == "d2l.mxnet":
        named = trainer.model._collect_params_with_prefix()
        return [p.data().asnumpy() for p in named.values()]
    if d2l.__name__ == "d2l.tensorflow":
        return [v.numpy() for v in trainer.model.trainable_variables]
    return [numpy.array(leaf) for leaf in jax.tree.leaves(trainer.state.params)]
"""
REPORT = """
import importlib.metadata, json, sys
print(json.dumps({
    "losses": [float(point.y) for point in model.board.data["train_loss"]],
    "validation": [float(point.y) for point in model.board.data["val_loss"]],
    "epochs": len(snapshots),
    "parameters": sum(p.size for p in snapshots[0]),
    "moved": [float(abs(a - b).max()) for a, b in zip(snapshots[0], snapshots[-1])],
    "python": list(sys.version_info[:2]),
    "numpy": importlib.metadata.version("numpy"),
    "mends": sys.modules["d2l_mends"].__file__,
}))
"""

notebook = nbformat.read(sys.argv[1], as_version=4)
cells = notebook.cells
if "--facts" in sys.argv:
    training = next(i for i, cell in enumerate(cells) if "trainer.fit(" in cell.source)
    cells.insert(training, nbformat.v4.new_code_cell(NOTE))
    cells.append(nbformat.v4.new_code_cell(REPORT))
began = time.monotonic()
NotebookClient(notebook, timeout=3600, kernel_name="python3").execute()
took = {
    "minutes": (time.monotonic() - began) / 60,
    "peak_gib": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20,  # of the kernel
}
nbformat.validate(notebook)
printed = [
    "".join(output.get("text", "") for output in cell.outputs)
    for cell in cells
    if cell.cell_type == "code"
]
facts = json.loads(printed.pop()) if "--facts" in sys.argv else {}
json.dump({**facts, **took, "printed": "".join(printed)}, sys.stdout)
