from ninbook.networks.presets import LIVE_PRESETS, PRESETS
from ninbook.networks.resources import resources_of


def test_normalisation_learns_two_parameters_for_each_channel() -> None:
    nin = resources_of(PRESETS["nin"].network).parameters
    channels = 3 * (96 + 256 + 384) + 2 * 10  # not those of the logits
    found = {name: preset.trained_parameters for name, preset in LIVE_PRESETS.items()}
    assert found["nin"] == nin == 1_992_166
    assert found["nin-normalized"] == nin + 2 * channels
    assert found["nin-normalized-dense"] == nin + 2 * channels + 2_510
    assert len(set(found.values())) == len(found)  # so a training tells its network


def test_only_the_last_relu_is_missing() -> None:
    relus = [
        [str(one.layer) for one in resources_of(LIVE_PRESETS[name].network).layers].count("Relu()")
        for name in ("nin", "nin-normalized")
    ]
    assert relus == [12, 11]
