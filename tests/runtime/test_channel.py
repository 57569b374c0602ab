import json

import pytest

from ninbook.messages import PROGRESS_MIME, RESULT_MIME
from tests.runtime.conftest import Run

CODE = """
import json
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from ninbook.runtime.channel import report_note, report_progress, report_result

report_result({"unseen": "no shell yet"})
shell = InteractiveShell.instance()
shell.display_pub = CapturingDisplayPublisher()
report_progress(1, 10, 2, 469, "train")
report_progress(1, 10, 3, 469, "train", saved=True)
report_note("goes on")
report_note("no checkpoints", saves=False)
report_result({"model": "NiN"})
print(json.dumps([output["data"] for output in shell.display_pub.outputs]))
"""


@pytest.mark.parametrize("profile", ["quick", "full"])
def test_messages_have_private_types(run_kernel_code: Run, profile: str) -> None:
    progress = {"epoch": 1, "epochs": 10, "batches": 469, "phase": "train"}
    assert json.loads(run_kernel_code(CODE, NINBOOK_PROFILE=profile)) == [
        {PROGRESS_MIME: progress | {"batch": 2, "saved": False}},
        {PROGRESS_MIME: progress | {"batch": 3, "saved": True}},
        {PROGRESS_MIME: {"note": "goes on", "saves": True}},
        {PROGRESS_MIME: {"note": "no checkpoints", "saves": False}},
        {RESULT_MIME: {"model": "NiN"}},
    ]


def test_reader_gets_no_messages(run_kernel_code: Run) -> None:
    assert json.loads(run_kernel_code(CODE)) == []
