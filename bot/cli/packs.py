"""`recall packs …`: the commands of the packs, with those of other rooms about them."""

from bot.cli.analyzing import analyze
from bot.cli.previewing import preview
from bot.exchange.cli import attach
from bot.packs.cli import app as app

app.command("analyze")(analyze)
app.command("analyse", hidden=True)(analyze)
"""As scripts of the first versions have it."""

attach(app)
app.command("preview")(preview)
