"""Several Recall processes on one bot, in trouble: who they are, what happens to them, and who judges it."""
