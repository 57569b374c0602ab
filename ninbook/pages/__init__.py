"""Pages as readers see them: documents with frozen outputs, provenance and directives."""
