"""The builder's comments, such as ``<!-- ninbook: results -->``, on pages."""
