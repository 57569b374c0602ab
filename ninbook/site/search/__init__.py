"""Search without a server."""
