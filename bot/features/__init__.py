"""How each feature is put together from its rules' service, its rows and its screens: a file a feature."""
