"""A page as a tree of nodes: parsed once, read by every check and every form of the book."""
