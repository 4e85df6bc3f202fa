"""What every game is made of, whatever its kind."""
