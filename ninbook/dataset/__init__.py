"""Data that the book trains on."""
