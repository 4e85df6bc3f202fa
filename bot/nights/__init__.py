"""Quiz nights: several rounds with breaks as one evening, planned ahead, with one standing over all of them."""
