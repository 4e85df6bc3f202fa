"""The playground, driven by the real discord.py client over real sockets."""
