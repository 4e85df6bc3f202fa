"""Secret links: a game's number and a code that only this installation can work out for it."""

import hashlib
import hmac
import secrets

from bot.kernel.custom_ids import base36, read_number

BITS = 128
"""Of the code, as hexadecimal digits: nobody finds one by trying."""


def new_key() -> str:
    """A key for this installation."""
    return secrets.token_hex(32)


class Links:
    """Codes are worked out and not kept, so they are the same after a restart, and there is none to be read."""

    def __init__(self, key: str) -> None:
        self._key = bytes.fromhex(key)

    def token(self, game_id: int) -> str:
        """What the link to a game ends with."""
        number = base36(game_id)
        code = hmac.new(self._key, f"presenter/{number}".encode(), hashlib.sha256).hexdigest()
        return f"{number}-{code[: BITS // 4]}"

    def game(self, token: str) -> int | None:
        """The game that a link leads to, None for whatever is no such link."""
        game_id = read_number(token.partition("-")[0])
        if game_id is None or not hmac.compare_digest(self.token(game_id).encode(), token.encode()):
            return None
        return game_id
