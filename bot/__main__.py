"""The command line: `recall`, or `python -m bot`."""

import gc

gc.disable()  # what is imported stays: looking through it for garbage again and again took a sixth of the start

import typer  # noqa: E402

from bot.cli import analysing, database, doctor, health, playing, running  # noqa: E402
from bot.packs.cli import Outside  # noqa: E402
from bot.packs.cli import app as packs  # noqa: E402
from bot.timing.clock import Clock  # noqa: E402
from cogs.checking import unfit  # noqa: E402

app = typer.Typer(
    name="recall",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="A multiplayer quiz game server for Discord study groups.",
)
app.command("run")(running.run)
app.command("play")(playing.play)
app.command("doctor")(doctor.doctor)
app.command("health")(health.health)
app.add_typer(database.app, name="db")
packs.command("analyse")(analysing.analyse)
app.add_typer(packs, name="packs")


def main() -> None:
    """Run the command line."""
    gc.enable()
    app(obj=Outside(render=unfit, today=Clock().now().date()))


if __name__ == "__main__":
    main()
