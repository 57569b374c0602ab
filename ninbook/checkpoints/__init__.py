"""Checkpoints of trainings: how they are written, where they are, and how they travel.

A checkpoint is a safetensors file in the user's cache. Its name holds the fingerprint of the cell
that trains, so code, data, profile and seed that differ never meet it. It is written atomically,
checked when it is read, holds nothing that could be executed, and is removed once the execution is
frozen.
"""
