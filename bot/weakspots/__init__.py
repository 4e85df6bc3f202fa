"""Where somebody is weak."""
