"""What a player knows and what to study next; pure: no clock, no I/O, no hidden randomness."""
