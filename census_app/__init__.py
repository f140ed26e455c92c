"""The household census and service-history ledger: what every stage shares, and the doors people use."""
