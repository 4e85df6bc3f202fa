"""Answers in one's own words."""
