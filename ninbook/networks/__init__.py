"""Arithmetic of convolutional networks: shapes, parameters, multiply-accumulates and memory.

Every formula stands here once. ``directives/calculator/networks.js`` is a port for the browser, and
tests compare the two. Nothing here needs a framework.
"""
