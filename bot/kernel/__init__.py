"""What every game is made of, whatever its rules: pure, without a clock, I/O or Discord."""
