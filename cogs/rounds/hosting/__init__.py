"""The host's hand: the private menu by which a host steers a quiz."""
