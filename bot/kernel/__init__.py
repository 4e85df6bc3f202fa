"""What all games share, pure: places and ties, how an answer is judged, when a press counts. No clock, no I/O."""
