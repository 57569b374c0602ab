"""The frameworks that a tab can stand for, by the names that d2lbook, PyPI and readers use."""

import platform
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec


@dataclass(frozen=True)
class Framework:
    """One framework."""

    tab: str  # its name in the sources
    title: str  # as its makers write it
    module: str  # that a cell imports
    packages: tuple[str, ...]  # distributions whose versions a frozen execution records
    without_pins: tuple[str, ...] = ("d2l==1.0.3",)  # requirements whose own ones are stale
    also: tuple[str, ...] = ()  # distributions that it needs and doesn't ask for
    linux_x86_only: bool = False  # whether it is installed on x86-64 Linux alone
    uses_gpu: bool = True  # whether its release on PyPI can

    def missing_reason(self) -> str | None:
        """Return why this framework can't run here, or None when it can."""
        here = (sys.platform, platform.machine())
        if self.linux_x86_only and here != ("linux", "x86_64"):
            return f"{self.title} is not installed for {here[0]} on {here[1]}"
        if find_spec(self.module) is None:
            return f"{self.title} is not installed in this environment"
        return None

    def versions(self) -> dict[str, str]:
        """Return the versions of Python and of this framework's packages."""
        from importlib.metadata import PackageNotFoundError, version  # builds don't need it

        found = {"python": platform.python_version()}
        for package in self.packages:
            for name in (package, f"{package}-cpu"):
                with suppress(PackageNotFoundError):
                    found[package] = version(name)
                    break
        return found


FRAMEWORKS = (
    Framework("pytorch", "PyTorch", "torch", ("torch", "torchvision", "numpy", "d2l")),
    Framework(
        "mxnet",
        "MXNet",
        "mxnet",
        ("mxnet", "numpy", "d2l"),
        without_pins=("d2l==1.0.3", "mxnet==1.9.1"),
        also=("setuptools",),
        linux_x86_only=True,
        uses_gpu=False,
    ),
    Framework("tensorflow", "TensorFlow", "tensorflow", ("tensorflow", "keras", "numpy", "d2l")),
    Framework("jax", "JAX", "jax", ("jax", "jaxlib", "flax", "optax", "numpy", "d2l")),
)
BY_TAB: Mapping[str, Framework] = {framework.tab: framework for framework in FRAMEWORKS}


def framework_of(tab: str | None) -> Framework | None:
    """Return the framework of ``tab``; None if the tab stands for none."""
    return BY_TAB.get(tab) if tab else None


def title_of(tab: str) -> str:
    """Return the name of ``tab`` as readers see it: the framework's own, else the tab's."""
    return BY_TAB[tab].title if tab in BY_TAB else tab.capitalize()
