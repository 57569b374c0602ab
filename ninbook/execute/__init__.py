"""Executes planned notebooks in kernels of their own and hands the results to the store."""

from ninbook.execute.cluster import ClusterError, execute_on_cluster
from ninbook.execute.kernel_run import (
    Executed,
    ExecutionError,
    InterruptedRunError,
    Progress,
    Run,
    execute,
)
from ninbook.execute.pool import Outcome, execute_all

__all__ = [
    "ClusterError",
    "Executed",
    "ExecutionError",
    "InterruptedRunError",
    "Outcome",
    "Progress",
    "Run",
    "execute",
    "execute_all",
    "execute_on_cluster",
]
