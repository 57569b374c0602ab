"""The store of frozen executions: the seam between executing and rendering."""

from ninbook.outputs.store import DamagedError, Execution, Store

__all__ = ["DamagedError", "Execution", "Store"]
