"""What the screens of mock exams show, drawn from the paper or the group alone."""
