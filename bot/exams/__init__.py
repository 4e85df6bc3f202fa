"""Mock exams, alone and as a group."""
