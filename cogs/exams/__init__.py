"""Mock exams, in Discord: their commands, what their buttons do, and what their screens show."""
