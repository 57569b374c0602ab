"""Notebooks for readers: Jupyter, Colab and SageMaker, one by one or as an archive."""
