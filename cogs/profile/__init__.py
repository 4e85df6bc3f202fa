"""One's own data, in Discord: what there is, a copy of it, and its erasure."""
