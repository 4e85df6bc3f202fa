"""The rules of practice: pure and synchronous."""
