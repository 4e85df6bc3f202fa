"""The presenter view: what a screen that a group shares shows of a round."""
