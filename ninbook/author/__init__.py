"""Author mode: pages are notebooks in JupyterLab, and what wasn't edited stays byte for byte."""
