"""`recall doctor`: looks at everything that an installation stands on, changes nothing, and says how to mend it."""
