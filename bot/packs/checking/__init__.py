"""The checker: rules for items and packs, and the report on them."""
