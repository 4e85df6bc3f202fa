"""Group mocks: who is in, what each has handed in, and what they talk about."""
