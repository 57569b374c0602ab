"""A field for the reader's number: its words, script and style."""
