"""Answers in one's own words, marked against model points."""
