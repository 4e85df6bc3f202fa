"""An essay."""

from datetime import date

from bot.kernel.essays import Essay, Length, Point
from bot.kernel.questions import Source

PAGE = Source("A page", "https://x.example/", date(2026, 9, 29))
ESSAY = Essay(
    id="why-loops",
    length=Length.SHORT,
    subject="Why it is a loop",
    prompt="Explain why it is a loop, in a few sentences.",
    concepts=("AA-C01",),
    exams={},
    points=(
        Point("It begins with a goal.", "Nobody can judge without one.", PAGE, 1),
        Point("It is watched.", "A change is noticed only then.", PAGE, 3),
        Point("It is trained again.", "That closes the loop.", PAGE, 2),
    ),
    sample="It begins with a goal, is watched, and is trained again.",
)
