"""What all games share: the keeper, how typed text is read and judged, places and ties, when a press counts. No I/O."""
