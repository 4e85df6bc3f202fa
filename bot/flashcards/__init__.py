"""Cards that somebody turns over and grades themselves."""
