"""EPUBs, by way of Sphinx's builder: what it is told, its cover, and what readers would reject."""
