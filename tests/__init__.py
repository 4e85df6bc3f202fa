"""The tests; each folder mirrors the part of the program that it tests."""
