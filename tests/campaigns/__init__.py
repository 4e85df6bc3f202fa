"""Long runs: what the tests try briefly, tried at length."""
