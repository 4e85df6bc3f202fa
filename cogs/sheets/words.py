"""Sheets, in words."""

NO_SHEETS = "There are no sheets here. The operator of this bot can add some to the question packs."

NO_SUCH = "{text} is not a family here. Choose from: {listed}."

GONE = "That sheet no longer exists. `/sheet` lists all sheets."

CHOOSE = "Choose a family"

LIST = "## Sheets\nSimilar things side by side: what each is for, when to choose it, and what it is mistaken for."

HEAD = "## {title}\n{about}"

PLACE = "-# Page {page} of {pages}"

NAME = "**{name}**"

PURPOSE = "{text}"

CHOOSE_WHEN = "👍 {text}"

NOT_WHEN = "🚫 {text}"

LIMIT = "◆ {text} ({link})"

APART = "🔀 {text}"

LEGEND = "-# 👍 choose it when · 🚫 not when · ◆ limit, with the date it was checked · 🔀 don't confuse with"

PREVIOUS, NEXT = "Previous", "Next"

PICTURE = "Picture for printing"

BACK = "Back to the text"

COLUMNS = ("", "What it is for", "Choose it when", "Not when", "Limits", "Don't confuse with")

ALTERNATIVE = "The sheet {title} as a table; the text says the same."

PRINTED = "**{title}**, for printing."
