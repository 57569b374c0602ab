"""What an execution depends on besides the code: profile, seed and numerics versions."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

SEED = 2013
"""Seed of every random generator; the year in which Network in Network appeared."""

NUMERICS: Mapping[str, int] = {"pytorch": 2, "mxnet": 3, "tensorflow": 2, "jax": 2}
"""Version of the runtime's numerics per tab: raised by hand when a mend changes numbers."""

PROFILE_VARIABLE = "NINBOOK_PROFILE"
SEED_VARIABLE = "NINBOOK_SEED"
STOCK_VARIABLE = "NINBOOK_STOCK"
"""Asks for the frameworks as they come: the runtime then makes d2l work and no more, without faster
operators, formats or loaders. It is what speed, memory and numbers are compared with."""
CELLS_VARIABLE = "NINBOOK_CELLS"
CHECKPOINTS_VARIABLE = "NINBOOK_CHECKPOINTS"
CHECKPOINT_SECONDS_VARIABLE = "NINBOOK_CHECKPOINT_SECONDS"
ARTIFACTS_VARIABLE = "NINBOOK_ARTIFACTS"

CHECKPOINT_MINUTES = 10.0
"""Minutes between two checkpoints at most; there is one after every epoch, too."""


NUMBERS: Mapping[str, int] = {
    SEED_VARIABLE: 2**32 - 1,  # which NumPy's generator takes
    "NINBOOK_PROCESSES": 9999,
    "SOURCE_DATE_EPOCH": 253_402_300_799,  # in the year 9999
}
"""Variables of the environment that are whole numbers from 0, with the largest that each takes."""


class SettingError(ValueError):
    """A setting in the environment can't be read; the message says which, and what it takes."""


@dataclass(frozen=True)
class Profile:
    """How much of the training an execution performs."""

    name: str  # part of every fingerprint and file name
    train_batches: int | None = None  # per epoch at most; None for all
    val_batches: int | None = None  # the same for validation


FULL = Profile("full")
QUICK = Profile("quick", train_batches=2, val_batches=2)
PROFILES: Mapping[str, Profile] = {profile.name: profile for profile in (FULL, QUICK)}

AUTOMATIC = "auto"
"""Asks for the full profile where there is a GPU, else for the quick one."""


def profile_of_environment() -> Profile | None:
    """Return the profile that the executor chose; None in a reader's own kernel.

    Raises:
        SettingError: there is no such profile.
    """
    name = os.environ.get(PROFILE_VARIABLE)
    if name and name not in PROFILES:
        raise SettingError(f"{PROFILE_VARIABLE} is {name!r}; it must be {' or '.join(PROFILES)}")
    return PROFILES[name] if name else None


def read_number(text: str, least: int, most: int) -> int:
    """Read a whole number.

    Raises:
        ValueError: it is none between these two; the message says what to write.
    """
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(most))
    if not is_number or not least <= int(text) <= most:
        raise ValueError(f"must be a whole number from {least} to {most}, not {text!r}")
    return int(text)


def asked_seed() -> int | None:
    """Return the seed that ``NINBOOK_SEED`` asks for; None if it asks for none.

    Raises:
        SettingError: it is no seed.
    """
    return _number_in(SEED_VARIABLE)


def _number_in(variable: str) -> int | None:
    text = os.environ.get(variable)
    try:
        return read_number(text, 0, NUMBERS[variable]) if text else None
    except ValueError as error:
        raise SettingError(f"{variable} {error}") from error


def check_variables() -> None:
    """Make sure that all variables of the environment can be read.

    Raises:
        SettingError: one can't.
    """
    profile_of_environment()
    for variable in NUMBERS:
        if _number_in(variable) is None:
            os.environ.pop(variable, None)  # Sphinx takes an empty one for a number


def seed_of_environment() -> int:
    """Return the seed for this kernel: ``NINBOOK_SEED``, else `SEED`."""
    asked = asked_seed()
    return SEED if asked is None else asked


def numerics_version(tab: str | None) -> int:
    """Return the numerics version of ``tab``, 0 for a tab that the runtime doesn't know."""
    return NUMERICS.get(tab or "", 0)
