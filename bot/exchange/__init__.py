"""Questions brought from elsewhere and taken elsewhere: readers and writers of files that other programs know."""
