"""Figures that readers change: controls below them, their words, script and style."""
