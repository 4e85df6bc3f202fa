"""A person's own data: what there is, a copy of it, its erasure."""
