"""The table that compares the frameworks' numbers, and its words."""
