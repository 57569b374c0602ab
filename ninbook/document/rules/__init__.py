"""Rules of the parser: what d2lbook's Markdown adds to CommonMark."""
