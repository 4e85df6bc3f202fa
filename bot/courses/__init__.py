"""Courses: a path of modules with lessons, practice, and checkpoints."""
