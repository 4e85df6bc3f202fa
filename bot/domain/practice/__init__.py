"""Practising alone: a sitting of questions, each answered and explained before the next."""
