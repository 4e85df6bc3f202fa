"""The rules of the daily: pure and synchronous."""
