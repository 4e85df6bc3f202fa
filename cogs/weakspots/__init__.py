"""Where one is weak, in Discord: the claim, the chart, and what to do next."""
