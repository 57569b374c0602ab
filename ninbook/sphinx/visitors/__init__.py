"""Docutils nodes for the nodes of a document, a module for each kind."""
