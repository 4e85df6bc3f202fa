"""Teams: choosing them, and what the quiz's cards say of them."""
