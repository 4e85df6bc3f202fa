"""One file for each format that questions are brought in."""
