"""The store of frozen executions: the seam between executing and rendering."""

from ninbook.outputs.run import Run
from ninbook.outputs.sealed_folder import SUMS, DamagedError
from ninbook.outputs.seed_search import SeedSearch, freeze_run, is_current, plan_of, seed_search
from ninbook.outputs.state import PageStates, fresh_profiles
from ninbook.outputs.store import Execution, Store

__all__ = [
    "SUMS",
    "DamagedError",
    "Execution",
    "PageStates",
    "Run",
    "SeedSearch",
    "Store",
    "freeze_run",
    "fresh_profiles",
    "is_current",
    "plan_of",
    "seed_search",
]
