"""What the daily's messages show, each drawn from its values alone."""
