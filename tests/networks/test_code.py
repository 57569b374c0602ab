import pytest

from ninbook.networks.code import code_of
from ninbook.networks.presets import LIVE_PRESETS, PRESETS

NIN = "1-224_c96-11-4-0-2_m3-2-0_c256-5-1-2-2_m3-2-0_c384-3-1-1-2_m3-2-0_d50_c10-3-1-1-2_g"


def test_the_code_of_nin() -> None:
    assert code_of(PRESETS["nin"].network) == NIN


def test_no_code_says_that_a_relu_is_missing() -> None:
    with pytest.raises(ValueError, match="no text for Block"):
        code_of(LIVE_PRESETS["nin-normalized"].network)
