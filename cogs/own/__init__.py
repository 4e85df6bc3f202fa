"""The screens and commands of a server's own questions."""
