"""Rules that every game shares, pure: how what people type is read and judged."""
