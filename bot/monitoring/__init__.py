"""How the bot is, for machines that watch it: health as JSON and Prometheus metrics. No names, ids or answers."""
