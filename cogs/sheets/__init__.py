"""Sheets, in Discord: a table for the phone, and a picture for printing."""
