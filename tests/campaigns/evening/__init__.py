"""An evening of several servers: people who press what they see, trouble of every kind, and a judge afterwards."""
