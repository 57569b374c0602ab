"""Says what is stale: a fingerprint per code cell and tab, compared with what was recorded."""

from ninbook.plan.fingerprint import chain, normalised
from ninbook.plan.plan import PlannedNotebook, named_weights, plan_notebook, plan_page

__all__ = ["PlannedNotebook", "chain", "named_weights", "normalised", "plan_notebook", "plan_page"]
