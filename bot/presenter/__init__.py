"""The presenter view: a read-only web page behind a secret link that follows one game on a shared screen."""
