"""The rules of tournaments."""
