"""Essays, in Discord: the subjects, the form, the points one after another, and what it came to."""
