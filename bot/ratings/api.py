"""What other features may know of this one."""

from bot.ratings.ports import RatingStore
from bot.ratings.rules.rating import Change, Game, Ledger, Placed, Rating
from bot.ratings.rules.rating_board import ACTIVE, RatedLine, RatingPage, rating_page
from bot.ratings.store import mend_ratings, rating_rows, refolded

__all__ = [
    "ACTIVE",
    "Change",
    "Game",
    "Ledger",
    "Placed",
    "RatedLine",
    "Rating",
    "RatingPage",
    "RatingStore",
    "mend_ratings",
    "rating_page",
    "rating_rows",
    "refolded",
]
