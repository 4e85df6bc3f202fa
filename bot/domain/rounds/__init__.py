"""The group round: a lobby, questions that everybody answers, reveals, a podium."""
