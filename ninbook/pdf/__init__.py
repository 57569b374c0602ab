"""PDFs: what LaTeX is told, its run, its log, and the files that come of it."""
