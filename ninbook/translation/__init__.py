"""Translations: blocks in pairs, ledgers, synchronisation and glossaries."""
