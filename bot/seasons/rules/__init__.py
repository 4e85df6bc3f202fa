"""The rules of seasons: pure and synchronous."""
