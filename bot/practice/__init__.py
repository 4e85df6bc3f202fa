"""Practicing alone."""
