"""The same reads for other systems, as JSON."""
