"""Questions to what is believed: each takes a scope and returns frozen values; none of them writes."""
