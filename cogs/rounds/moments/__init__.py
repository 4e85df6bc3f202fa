"""What is worth saying aloud of a question, and of the end."""
