"""What everybody's answers say, as estimates and reviews need them."""
