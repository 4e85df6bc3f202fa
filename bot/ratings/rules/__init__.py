"""The rules of ratings: pure and synchronous."""
