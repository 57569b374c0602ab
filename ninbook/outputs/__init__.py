"""The store of frozen executions: the seam between executing and rendering."""

from ninbook.outputs.run import Run
from ninbook.outputs.seed_search import SeedSearch, freeze_run, is_current, plan_of, seed_search
from ninbook.outputs.state import Freshness, PageStates
from ninbook.outputs.store import SUMS, DamagedError, Execution, Store

__all__ = [
    "SUMS",
    "DamagedError",
    "Execution",
    "Freshness",
    "PageStates",
    "Run",
    "SeedSearch",
    "Store",
    "freeze_run",
    "is_current",
    "plan_of",
    "seed_search",
]
