"""Seasons: four weeks of everything that a server plays together, in one table."""
