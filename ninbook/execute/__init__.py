"""Executes planned notebooks in kernels of their own and hands the results to the store."""
