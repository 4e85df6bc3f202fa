"""Leaderboards from sums kept beside the answers, against aggregating the answers."""
