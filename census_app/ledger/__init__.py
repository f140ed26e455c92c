"""What is believed, who said so, since when."""
