"""Question packs: reading, checking and generating questions."""
