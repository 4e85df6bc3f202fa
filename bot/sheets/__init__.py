"""Sheets: neighbors side by side."""
