"""What we measure ourselves by."""
