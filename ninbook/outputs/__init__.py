"""The store of frozen executions: the seam between executing and rendering."""

from ninbook.outputs.state import Freshness, PageStates
from ninbook.outputs.store import SUMS, DamagedError, Execution, Store

__all__ = ["SUMS", "DamagedError", "Execution", "Freshness", "PageStates", "Store"]
