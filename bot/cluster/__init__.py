"""Several processes on one bot: who has what, and that nobody writes who has it no more."""
