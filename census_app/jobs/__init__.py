"""Background work: uploads read one after the other by workers that may be killed at any moment."""
