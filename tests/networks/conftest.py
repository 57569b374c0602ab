from tests.runtime.conftest import run_kernel, run_kernel_code

__all__ = ["run_kernel", "run_kernel_code"]
