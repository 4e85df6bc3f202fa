"""The rules of mock exams: pure and synchronous."""
