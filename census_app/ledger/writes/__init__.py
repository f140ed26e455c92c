"""Changes to what is believed: each function is one transaction and leaves one audit event."""
