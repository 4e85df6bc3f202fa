"""What a person or a timer can do: one public method each. Asks the rules, queues the rows, waits for the commit."""
