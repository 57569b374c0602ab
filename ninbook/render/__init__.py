"""Pages in one tab with their frozen outputs, as all forms of the book show them."""
