"""How Recall works, and what to do next."""
