"""Messages from a kernel to its executor, beside the notebook's outputs.

They travel as display messages of private MIME types, which the executor takes out again. In a
kernel that no executor started nothing is sent.
"""

from typing import Any

from ninbook.messages import PROGRESS_MIME, RESULT_MIME
from ninbook.settings import profile_of_environment


def report_progress(
    epoch: int, epochs: int, batch: int, batches: int, phase: str, saved: bool = False
) -> None:
    """Tell how many epochs of all are finished, and how many minibatches of this epoch.

    ``phase`` is "train" or "val"; ``saved`` says that a checkpoint was just saved.
    """
    message = {
        "epoch": epoch,
        "epochs": epochs,
        "batch": batch,
        "batches": batches,
        "phase": phase,
        "saved": saved,
    }
    _publish(PROGRESS_MIME, message)


def report_note(text: str, saves: bool = True) -> None:
    """Tell whoever watches the execution something; it doesn't become part of the notebook.

    ``saves`` says whether the training in progress answers requests for a checkpoint.
    """
    _publish(PROGRESS_MIME, {"note": text, "saves": saves})


def report_result(result: dict[str, Any]) -> None:
    """Hand over the numbers of a finished training, to be frozen with the cell."""
    _publish(RESULT_MIME, result)


def _publish(mime: str, content: dict[str, Any]) -> None:
    if profile_of_environment() is None:
        return
    from IPython import get_ipython

    shell = get_ipython()
    if shell is not None:
        shell.display_pub.publish(data={mime: content}, metadata={})
