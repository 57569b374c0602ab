"""Files: written whole, listed, told apart by digests, remembered between builds."""
