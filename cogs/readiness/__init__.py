"""Ready for the exam? Its commands and screens."""
