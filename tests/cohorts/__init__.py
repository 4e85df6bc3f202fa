"""The courses of groups."""
