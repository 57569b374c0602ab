from __future__ import annotations

from tests.runtime.conftest import need, run_kernel, run_kernel_code

__all__ = ["need", "run_kernel", "run_kernel_code"]
