"""Essay evenings: a channel writes on one subject within a time, and marks each other's answers without names."""
