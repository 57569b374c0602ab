"""Programs that the builder or its tests call: npm."""
