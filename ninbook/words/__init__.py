"""The words of the site, in the languages of the book."""
