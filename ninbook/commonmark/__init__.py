"""Writer of plain Markdown, which every viewer of notebooks shows alike."""
