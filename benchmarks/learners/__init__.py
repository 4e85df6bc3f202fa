"""How well we tell where a player is weak, on made-up learners whose truth is known."""
