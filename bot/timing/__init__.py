"""The clock and the ticks. Nothing else reads the clock, and nothing else knows the scheduler."""
