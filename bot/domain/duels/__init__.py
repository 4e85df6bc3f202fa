"""The duel: two players, the same questions in the same order, live or each alone within a day."""
