"""Essay evenings."""
