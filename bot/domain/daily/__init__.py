"""The rules of the daily challenge: when it comes, how it is played, what a streak is."""
