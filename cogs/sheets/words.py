"""Sheets, in words."""

NO_SHEETS = "There are no sheets here. Whoever runs this bot can put some beside the question packs."

NO_SUCH = "{text} is not a family here. There are: {listed}."

GONE = "That sheet is not there any more. `/sheet` shows what there is."

CHOOSE = "Choose a family"

LIST = "## Sheets\nNeighbors side by side: what each is for, when to choose it, and what it is mistaken for."

HEAD = "## {title}\n{about}"

PLACE = "-# Page {page} of {pages}"

NAME = "**{name}**"

PURPOSE = "{text}"

CHOOSE_WHEN = "✅ {text}"

NOT_WHEN = "🚫 {text}"

LIMIT = "◆ {text} ({link})"

APART = "🔀 {text}"

LEGEND = "-# ✅ choose it when · 🚫 not when · ◆ limit, and when it was read · 🔀 don't confuse with"

PREVIOUS, NEXT = "Previous", "Next"

PICTURE = "Picture for printing"

BACK = "Back to the table"

COLUMNS = ("", "What it is for", "Choose it when", "Not when", "Limits", "Don't confuse with")

ALTERNATIVE = "The sheet {title} as a table; the same stands in the text."

PRINTED = "**{title}**, to be printed. `recall sheets` writes all sheets as pages."
