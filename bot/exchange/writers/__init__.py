"""One file for each format that questions are taken out in."""
