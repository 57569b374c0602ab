"""The rule by which a page's seeds are tried, the table of all runs, and its words."""
