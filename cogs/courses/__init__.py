"""Courses, in Discord: the path, a module, a lesson, and what a checkpoint came to."""
