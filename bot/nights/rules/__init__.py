"""The rules of quiz nights: pure and synchronous."""
