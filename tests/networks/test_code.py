from __future__ import annotations

import pytest

from ninbook.networks.code import code_of, network_from
from ninbook.networks.presets import LIVE_PRESETS, PRESETS
from tests.networks.random_networks import random_networks

NIN = "1-224_c96-11-4-0-2_m3-2-0_c256-5-1-2-2_m3-2-0_c384-3-1-1-2_m3-2-0_d50_c10-3-1-1-2_g"
WRONG = [
    "",
    "1-224",
    "1-224_g",
    "1-224_c96-11-4-0-2",
    "1-224_c96-11-4-0_g",
    "1-224_c96-11-4-0-2-1_g",
    "1-224_c96-11-0-0-2_g",
    "1-224_c0-11-4-0-2_g",
    "1-224_c2049-11-4-0-2_g",
    "1-224_c1000000-11-4-0-2_g",
    "1-224_c-1-11-4-0-2_g",
    "1-224_c9.5-11-4-0-2_g",
    "1-224_C96-11-4-0-2_g",
    "1-224_x3_g",
    "1-224__g",
    "1-224_m3-2-0_g5",
    "1-224_m3-2-0_f",
    "1-224_m3-2-0_f1-2-3-4-5",
    "1-224_m3-2-0_f65537",
    "1-513_m3-2-0_g",
    "a1-224_m3-2-0_g",
    "1-224_d100_g",
    "1-224_" + "d50_" * 41 + "g",
    "1-224_m3-2-0_g\n",
    "1-224_m٣-2-0_g",
]


def test_the_code_of_nin() -> None:
    assert code_of(PRESETS["nin"].network) == NIN


def test_a_network_survives_its_code() -> None:
    networks = [*(preset.network for preset in PRESETS.values()), *random_networks(200, seed=1)]
    for network in networks:
        read = network_from(code_of(network))
        assert code_of(read) == code_of(network)
        assert read.groups() == network.groups()


def test_no_code_says_that_a_relu_is_missing() -> None:
    with pytest.raises(ValueError, match="no text for Block"):
        code_of(LIVE_PRESETS["nin-normalized"].network)


@pytest.mark.parametrize("code", WRONG)
def test_what_is_no_network_is_refused(code: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        network_from(code)
