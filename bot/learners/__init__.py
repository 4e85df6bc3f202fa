"""What people want everywhere."""
