"""The resource calculator: table, words, script and style."""
