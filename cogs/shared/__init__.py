"""What the features have in common on the screen."""
