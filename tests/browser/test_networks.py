"""The browser's port of the formulas says the same as Python, of 1,000 random networks."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

import ninbook
from ninbook.networks.code import LIMITS, code_of
from ninbook.networks.network import Network
from ninbook.networks.presets import PRESETS
from ninbook.networks.resources import NetworkError, resources_of
from tests.networks.random_networks import random_networks

PORT = Path(ninbook.__file__).with_name("directives") / "calculator" / "networks.js"
BATCH = 7
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
MEASURE = """([codes, limits, batch]) => codes.map((code) => {
    const network = ninbookNetworks.parse(code, limits);
    const found = ninbookNetworks.measure(network);
    const layers = found.layers.map((layer) => [layer.layer.name, layer.stage, layer.shape,
        layer.parameters, layer.work, layer.keptBytes, layer.pairBytes]);
    const { parameters, work, prediction, training } = ninbookNetworks.totals(found, batch);
    return { code: ninbookNetworks.format(network), error: found.error, layers,
        totals: [parameters, work, prediction, training] };
})"""
PARSE = """([codes, limits]) => codes.map((code) => {
    try { return ninbookNetworks.format(ninbookNetworks.parse(code, limits)); }
    catch (error) { if (!(error instanceof RangeError)) throw error; return null; }
})"""


@pytest.fixture
def port(page: Page) -> Page:
    """A page with the port and nothing else."""
    page.add_script_tag(path=PORT)
    return page


def measured(network: Network) -> dict[str, Any]:
    """What Python says of a network."""
    try:
        found = resources_of(network)
    except NetworkError as error:
        return {"error": {"stage": error.stage, "reason": error.reason}}
    layers = [
        [type(one.layer).__name__, one.stage, list(one.shape), one.parameters]
        + [one.multiply_accumulates, one.kept_bytes, one.pair_bytes]
        for one in found.layers
    ]
    memory = [found.prediction_bytes(BATCH), found.training_bytes(BATCH)]
    totals = [found.parameters, found.multiply_accumulates, *memory]
    return {"error": None, "layers": layers, "totals": totals}


def test_the_port_agrees_on_a_thousand_random_networks(port: Page) -> None:
    networks = [*(preset.network for preset in PRESETS.values()), *random_networks(1000, seed=0)]
    expected = [{"code": code_of(network), **measured(network)} for network in networks]
    found = port.evaluate(MEASURE, [[one["code"] for one in expected], LIMITS, BATCH])
    for port_says, python_says in zip(found, expected):
        assert {name: port_says[name] for name in python_says} == python_says
    errors = [one["error"]["reason"] if one["error"] else None for one in expected]
    counts = [errors.count(reason) for reason in (None, "window", "padding")]
    assert all(count >= least for count, least in zip(counts, (500, 50, 20))), counts


def test_the_port_refuses_what_is_no_network(port: Page) -> None:
    codes = [code_of(PRESETS["nin"].network), *WRONG]
    assert port.evaluate(PARSE, [codes, LIMITS]) == [codes[0], *(None for _ in WRONG)]


def test_the_largest_network_is_exact_in_a_browser_s_numbers(port: Page) -> None:
    most = {name: greatest for name, (_, greatest) in LIMITS.items()}
    sides = (most["channels"], most["size"])
    block = "-".join(str(most[name]) for name in ("channels", "window")) + "-1-6-8"
    code = "_".join(["-".join(map(str, sides)), *[f"c{block}"] * most["stages"], "g"])
    (found,) = port.evaluate(MEASURE, [[code], LIMITS, most["batch"]])
    assert all(number <= 2**53 for number in found["totals"])
