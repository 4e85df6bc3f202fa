"""`recall packs …`: the commands of the packs, with those of other rooms about them."""

from bot.cli.analysing import analyse
from bot.cli.previewing import preview
from bot.exchange.cli import attach
from bot.packs.cli import app as app

app.command("analyse")(analyse)
attach(app)
app.command("preview")(preview)
