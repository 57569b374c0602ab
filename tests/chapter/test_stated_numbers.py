"""Numbers that the prose states are those of the frozen executions and of the formulas.

Each sentence is made anew from what was found, and must stand on its page. Where a number changes,
the sentence around it has to be read again; then both are corrected.
"""

import math
import re
from collections.abc import Callable, Iterator
from functools import cache
from statistics import mean
from typing import Any

import pytest

from ninbook.curves import dead_after
from ninbook.frameworks import BY_TAB
from ninbook.networks.presets import PRESETS
from ninbook.networks.resources import resources_of
from ninbook.outputs import Execution, Store
from tests.projects import ROOT

CHAPTER = ROOT / "chapter_cnn-modern"
PAGES = sorted(file.stem for file in CHAPTER.glob("*.md") if ".ko" not in file.suffixes)
MIB = 2**20
ORDINALS = {7: "seventh"}
IN_WORDS = {2: "two", 3: "three", 4: "four", 7: "seven", 10: "ten", 60: "sixty"}
DECIMAL = re.compile(r"(?<![\d.])\d+\.\d+")
WRITTEN_OTHERWISE = {"4.2", "6.6", "0.5"}
"""Decimals that only one language has: 4.2 billion is 42억, and half a point 0.5."""


@cache
def frozen(page: str, tab: str = "pytorch") -> Execution:
    execution = Store(ROOT).load(f"{CHAPTER.name}/{page}", tab, "full")
    assert execution is not None
    return execution


def results(page: str, tab: str = "pytorch") -> list[dict[str, Any]]:
    return list(frozen(page, tab).record["results"])


def run(tab: str, seed: int) -> dict[str, Any]:
    """Returns a training of the chapter's network, also of older code."""
    runs = Store(ROOT).all_runs(f"{CHAPTER.name}/nin", tab).values()
    return next(dict(run.result) for run in runs if run.seed == seed)


def printed(page: str) -> str:
    outputs = (output for cell in frozen(page).code_cells for output in cell.outputs)
    return "".join(output.text for output in outputs if output.output_type == "stream")


def curve(result: dict[str, Any], name: str = "val_acc") -> list[float]:
    return [y for _, y in result["curves"][name]]


def in_chapter() -> Iterator[str]:
    (torch,) = results("nin")
    accuracy = curve(torch)
    yield (
        f"ends it with a validation accuracy of {accuracy[0]:.2f}, but after the second epoch the "
        f"accuracy is {accuracy[1]:.2f}, and in the end {accuracy[-1]:.2f}."
    )
    assert abs(torch["final"]["train_loss"] - torch["final"]["val_loss"]) < 1e-3
    yield "its two losses end almost equal"
    (shown,) = results("nin", "tensorflow")
    halves, (*_, fifth, sixth) = curve(shown, "train_loss"), curve(shown)[:6]
    assert halves[10] > 2 * halves[9]
    yield f"of the sixth epoch is {halves[10]:.2f}, twice the {halves[9]:.2f} before."
    assert f"{fifth:.2f}" == f"{sixth:.2f}"
    yield f"accuracy at the end of that epoch is {sixth:.2f}, as at the end of the fifth"
    keras = run("tensorflow", 2013)
    losses = curve(keras, "val_loss")
    assert abs(losses[3] - math.log(10)) < 1e-3 < abs(losses[2] - math.log(10))
    assert len(set(losses[5:])) == 1
    yield f"with a validation accuracy of {curve(keras)[2]:.2f} after three epochs."
    dead = dead_after(keras["curves"])
    assert dead is not None
    yield f"meets it after its {ORDINALS[dead]} epoch."
    yield f"{IN_WORDS[len(losses) - dead]} more epochs in which nothing changes"
    short = results("nin-experiments")
    returned = [
        dead_after(result["curves"]) is not None and curve(result, "val_loss")[-1] < 2.3
        for result in short
    ]
    assert sum(returned) == 1
    yield (
        f"of the {len(short)} short training runs in :numref:`sec_nin-experiments`, just one "
        "recovered"
    )
    inputs, outputs = 11**2, 96 * 11**2
    loss_of_average = math.sqrt((inputs + outputs) / (2 * inputs))
    yield f"they make the signals about {IN_WORDS[round(loss_of_average)]} times weaker."
    nin, alexnet = (resources_of(PRESETS[name].network) for name in ("nin", "alexnet"))
    uses = round(nin.multiply_accumulates / nin.parameters, -1)
    yield (
        f"about {nin.multiply_accumulates / 1e6:.0f} million multiply-accumulates (MACs), not much "
        f"less than AlexNet's {alexnet.multiply_accumulates / 1e6:.0f} million."
    )
    yield f"each of NiN's parameters takes part in some {uses:.0f} of these operations"
    assert nin.parameters < alexnet.parameters / 20 and nin.kept_bytes > alexnet.kept_bytes
    few, many = (round(each.parameters / 1e6) for each in (nin, alexnet))
    yield f"{IN_WORDS[few]} million parameters are enough, where AlexNet has {many} million."
    yield "NiN needs far fewer parameters than AlexNet, but it has more outputs to store."


def in_parity() -> Iterator[str]:
    row = re.compile(r"^net\.(\d)\.\d +(\S+) +(\S+)$", re.MULTILINE)
    found = {}
    for tab in BY_TAB:
        execution = Store(ROOT).load(f"{CHAPTER.name}/nin-parity", tab, "quick")
        assert execution is not None
        outputs = (output for cell in execution.code_cells for output in cell.outputs)
        rows = row.findall("".join(out.text for out in outputs))
        found[tab] = [float(single) for block, single, _ in rows if block in "47"]
        assert len(found[tab]) == 6
        late = max(float(double) for block, _, double in rows if block in "47")
        assert max(float(double) for block, _, double in rows if block in "02") < 2 * late
    others = [found[tab] for tab in found if tab != "mxnet"]
    ratios = [mine / its for line in others for mine, its in zip(found["mxnet"], line, strict=True)]
    least, most = (IN_WORDS[round(ratio, -1)] for ratio in (min(ratios), max(ratios)))
    yield f"MXNet's differ {least} to {most} times as much"
    yield "the first two blocks differ less than twice as much as the last two."


def in_cured() -> Iterator[str]:
    (chapter,) = results("nin")
    plain, averaging, dense = map(curve, (chapter, *results("nin-cured")))
    yield (
        f"After one epoch it reaches an accuracy of {averaging[0]:.2f}, whereas the network of "
        f":numref:`sec_nin` is still at {plain[0]:.2f}"
    )
    yield f"After ten epochs it reaches {averaging[-1]:.3f}, against {plain[-1]:.3f} there"
    yield f"hardly better: {dense[-1]:.3f} against {averaging[-1]:.3f} after ten epochs."
    yield (
        f"After one epoch its accuracy is {dense[0]:.2f}, against {averaging[0]:.2f} with "
        f"averaging, and after four it is {dense[3]:.2f} against {averaging[3]:.2f}."
    )
    yield f"It amounts to about {1e4 * (dense[-1] - averaging[-1]):.0f} of the 10,000 test images"


def in_experiments() -> Iterator[str]:
    every = results("nin-experiments")
    runs = [run for run in every if run["cell"] == every[0]["cell"]]
    last = [curve(run, "val_loss")[-1] for run in runs]
    stuck = sum(abs(loss - math.log(10)) < 0.02 for loss in last)
    yield (
        f"Of {len(runs)} networks, {sum(loss < 2.2 for loss in last)} learn within "
        f"{runs[0]['steps']} updates, and {IN_WORDS[stuck]} are stuck."
    )
    losses = [(run["learning_rate"], curve(run, "val_loss")) for run in runs]
    resting = sum(rate == 0.2 and abs(line[-1] - math.log(10)) < 1e-5 for rate, line in losses)
    yield f"{IN_WORDS[resting].capitalize()} with a rate of 0.2 rest at exactly $\\ln 10$"
    creeping = sum(
        rate == 0.05 and line[-1] == min(line) and math.log(10) - line[-1] < 0.02
        for rate, line in losses
    )
    yield f"but the {IN_WORDS[creeping]} with 0.05 still creep downwards"
    slow = [loss for run, loss in zip(runs, last, strict=True) if run["learning_rate"] == 0.05]
    yield f"{IN_WORDS[sum(loss < 2.2 for loss in slow)]} of eight learn"
    row = re.compile(r"^\s*\d+  +\S+ +\S+ +(\S+e\S+) +(\S+e\S+)$", re.MULTILINE)
    pairs = [tuple(map(float, pair)) for pair in row.findall(printed("nin-experiments"))]
    assert len(pairs) == 12
    factors = [he / xavier for xavier, he in pairs[:9]]
    yield (
        f"are {round(min(factors), -1):.0f} to {round(max(factors), -1):.0f} times smaller than "
        "with He's weights"
    )


def in_answers() -> Iterator[str]:
    found = [result["final"] for result in results("nin-answers")]
    two, one, three, wide, head = (found[first : first + 3] for first in range(0, 15, 3))

    def accuracy(group: list[dict[str, float]]) -> float:
        return mean(final["val_acc"] for final in group)

    def loss(group: list[dict[str, float]]) -> float:
        return mean(final["train_loss"] for final in group)

    yield (
        f"falls from {accuracy(one):.2f} with one to {accuracy(two):.2f} with two and "
        f"{accuracy(three):.2f} with three."
    )
    yield f"{loss(two):.2f} and {loss(three):.2f} instead of {loss(one):.2f}"
    yield f"mean accuracy is {accuracy(wide):.2f} instead of {accuracy(two):.2f}"
    worst = min(final["val_acc"] for final in wide)
    best = max(final["val_acc"] for final in two)
    yield (
        f"the worst run with wide windows, {worst:.3f}, is below the best with narrow ones, "
        f"{best:.3f}"
    )
    yield f"with the dense head, {accuracy(head):.2f} instead of {accuracy(two):.2f}"
    text = printed("nin-answers")
    shifts = re.findall(r"^(?:averaging|dense  ) +(.*)$", text, re.MULTILINE)
    averaging, dense = ([float(value) for value in line.split()] for line in shifts)
    yield (
        f"At 24 pixels, the dense head keeps {dense[3] / dense[0]:.0%} and averaging "
        f"{averaging[3] / averaging[0]:.0%}"
    )
    dead = re.findall(r"(\d+) of +(\d+)", text)
    yield "{} of {} channels are dead, and {} of {} with the last ReLU".format(*dead[0], *dead[1])
    yield "it is {} of {} and none of {}".format(*dead[2], dead[3][1])
    nin, alexnet, vgg = (resources_of(PRESETS[n].network) for n in ("nin", "alexnet", "vgg11"))
    yield (
        f"The {nin.parameters:,} parameters have four bytes each, together "
        f"{4 * nin.parameters / MIB:.1f} MiB."
    )
    yield f"{nin.multiply_accumulates / 1e6:.0f} million multiply-accumulates."
    yield f"a minibatch of 128 images, {nin.prediction_bytes(128) / MIB:.0f} MiB are enough"
    yield f"Training takes {nin.training_bytes(128) / MIB:.0f} MiB"
    yield f"VGG-11 has {vgg.parameters / nin.parameters:.0f} times as many parameters"
    assert all(each.training_bytes(128) > 16 * each.parameters for each in (nin, alexnet, vgg))
    yield "outputs take up more memory than parameters and their gradients do."
    theirs = alexnet.training_bytes(128) / MIB
    yield f"{nin.training_bytes(128) / MIB:.0f} instead of {theirs:.0f} MiB"


@pytest.mark.parametrize(
    ("page", "stated"),
    [
        ("nin", in_chapter),
        ("nin-parity", in_parity),
        ("nin-cured", in_cured),
        ("nin-experiments", in_experiments),
        ("nin-answers", in_answers),
    ],
)
def test_a_page_states_what_was_found(page: str, stated: Callable[[], Iterator[str]]) -> None:
    text = " ".join((CHAPTER / f"{page}.md").read_text(encoding="utf-8").split())
    sentences = list(stated())
    assert sentences
    assert [sentence for sentence in sentences if sentence not in text] == []


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_have_the_same_decimals(page: str) -> None:
    def decimals(name: str) -> set[str]:
        text = (CHAPTER / name).read_text(encoding="utf-8")
        return set(DECIMAL.findall(re.sub(r"```.*?```", "", text, flags=re.DOTALL)))

    assert decimals(f"{page}.md") ^ decimals(f"{page}.ko.md") <= WRITTEN_OTHERWISE
