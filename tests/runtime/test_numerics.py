import json
import os
from pathlib import Path

import pytest

from ninbook.frameworks import BY_TAB
from ninbook.settings import NUMERICS
from tests.runtime.conftest import Facts

RECORDS = Path(__file__).with_name("numerics.json")
TOLERANCE = 1e-4


def record(tab: str, losses: list[float]) -> None:
    records = json.loads(RECORDS.read_text()) if RECORDS.is_file() else {}
    records.setdefault(tab, {})[str(NUMERICS[tab])] = [round(loss, 6) for loss in losses]
    RECORDS.write_text(json.dumps(records, indent=2, sort_keys=True) + "\n")


@pytest.mark.parametrize("tab", BY_TAB)
def test_first_losses_are_those_recorded(trained: Facts, tab: str) -> None:
    losses = [loss for _, loss in trained(tab)["curves"]["train_loss"]]
    if os.environ.get("NINBOOK_RECORD"):
        record(tab, losses)
    version = NUMERICS[tab]
    expected = json.loads(RECORDS.read_text()).get(tab, {}).get(str(version))
    assert expected is not None, (
        f"{RECORDS.name} has no losses of {tab} for numerics version {version}; "
        "record them with NINBOOK_RECORD=1"
    )
    assert losses == pytest.approx(expected, abs=TOLERANCE), (
        f"the numbers of {tab} have changed: raise its version in ninbook/settings.py, "
        "then record the new losses with NINBOOK_RECORD=1"
    )


def test_every_recorded_run_has_four_losses_that_fall_from_a_guess() -> None:
    for versions in json.loads(RECORDS.read_text()).values():
        for losses in versions.values():
            assert len(losses) == 4
            assert losses[-1] < losses[0]
