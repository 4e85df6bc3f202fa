"""A Discord of our own on loopback: to play without a token, and to test over real sockets.

It knows nothing of the bot. The bot's side is Discord's own API; the people's side is described in
``docs/playground-api.md``.
"""
