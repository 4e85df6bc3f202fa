"""Settings as operators write them, and what is said of those that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from bot.__main__ import app
from bot.doctor.machine import check_names
from bot.settings import Settings, default_database, mistyped

TOKEN = "MTEx.GabcDE.x-y_z"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.validation_alias), raising=False)


def token(monkeypatch: pytest.MonkeyPatch, written: str) -> str | None:
    monkeypatch.setenv("DISCORD_TOKEN", written)
    found = Settings().token
    return found.get_secret_value() if found else None


@pytest.mark.parametrize(
    "written",
    [
        TOKEN,
        f"{TOKEN}\n",
        f"{TOKEN}\r\n",
        f"  {TOKEN}\t",
        f"\ufeff{TOKEN}",
        f"\u200b{TOKEN}\u2060",
        f'"{TOKEN}"',
        f"'{TOKEN}'",
        f'"{TOKEN}\n"',
        f"`{TOKEN}`",
        f"Bot {TOKEN}",
        f"bot {TOKEN}\n",
        f'"Bot {TOKEN}"',
        f"DISCORD_TOKEN={TOKEN}",
        f'export DISCORD_TOKEN="{TOKEN}"',
        f"DISCORD_TOKEN: '{TOKEN}'",
    ],
)
def test_a_token_is_taken_as_it_was_meant(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Line ends, marks, quotes, the name of the setting or of the scheme come along when a token is copied."""
    assert token(monkeypatch, written) == TOKEN


@pytest.mark.parametrize("written", ["", "\n", '""', " ' ' ", "\ufeff", "Bot ", "DISCORD_TOKEN="])
def test_a_token_of_nothing_is_none(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What looks empty is not set."""
    assert token(monkeypatch, written) is None


@pytest.mark.parametrize("written", ["two words", "a\nb", "tökén", f"{TOKEN} # mine", "a\x07b"])
def test_what_cannot_be_a_token_is_refused_without_being_shown(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line names the setting and not its value, which may be a secret with something around it."""
    with pytest.raises(ValidationError) as told:
        token(monkeypatch, written)
    assert "DISCORD_TOKEN contains characters" in told.value.errors()[0]["msg"]
    assert written not in told.value.errors()[0]["msg"]


@pytest.mark.parametrize("around", ["{}\n", '"{}"', "\ufeff{}", " '{}' \r\n"])
def test_every_setting_is_taken_as_it_was_meant(around: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file for containers keeps its quotes, and they are not part of a path or a number."""
    written = {
        "RECALL_DATABASE": str(tmp_path / "a b.sqlite3"),
        "RECALL_BACKUPS": str(tmp_path / "backups"),
        "RECALL_PACKS": str(tmp_path),
        "RECALL_LOG": "json",
        "RECALL_HEALTH_PORT": "8001",
    }
    for name, value in written.items():
        monkeypatch.setenv(name, around.format(value))
    read = Settings()
    assert (read.database, read.backups, read.packs) == (tmp_path / "a b.sqlite3", tmp_path / "backups", tmp_path)
    assert (str(read.log), read.health_port) == ("json", 8001)


@pytest.mark.parametrize("name", ["RECALL_DATABASE", "RECALL_BACKUPS", "RECALL_PACKS"])
@pytest.mark.parametrize("value", ["/var/" + "x" * 300, "/var/" + "y/" * 3000, "~nobody-of-this-name/x"])
def test_a_path_that_the_system_cannot_take_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is too long, or a home that nobody has, is refused in words, for every path."""
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as told:
        Settings()
    assert name in told.value.errors()[0]["msg"]


@pytest.mark.parametrize("name", ["RECALL_DATABASE", "RECALL_BACKUPS", "RECALL_PACKS"])
def test_a_home_is_found_in_every_path(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`~` means the home in every setting that is a path."""
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "mine").mkdir()
    value = "~/mine/x" if name == "RECALL_DATABASE" else "~/mine"
    monkeypatch.setenv(name, value)
    read = Settings()
    assert {"RECALL_DATABASE": read.database, "RECALL_BACKUPS": read.backups, "RECALL_PACKS": read.packs}[name] == (
        tmp_path / value.removeprefix("~/")
    )


def test_an_empty_setting_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is empty has its usual value."""
    monkeypatch.setenv("RECALL_DATABASE", ' "" ')
    monkeypatch.setenv("RECALL_PACKS", "\n")
    assert (Settings().database, Settings().packs) == (default_database(), None)


@pytest.mark.parametrize(("written", "read"), [("[::1]", "::1"), ("::", "::"), ("box.lan", "box.lan")])
def test_an_address_to_listen_on_is_taken_as_meant(written: str, read: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Brackets around an IPv6 address belong to web addresses, and are not part of it."""
    monkeypatch.setenv("RECALL_HEALTH_HOST", written)
    assert Settings().health_host == read


@pytest.mark.parametrize("written", ["a..b", "http://x", "two words", ".", "x" * 64])
def test_what_is_no_address_is_refused(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can listen there, and that is said before anything starts."""
    monkeypatch.setenv("RECALL_HEALTH_HOST", written)
    with pytest.raises(ValidationError, match="RECALL_HEALTH_HOST must be an address"):
        Settings()


@pytest.mark.parametrize(
    ("written", "place", "address"),
    [
        ("127.0.0.1:8320", ("127.0.0.1", 8320), "http://127.0.0.1:8320"),
        ("[::1]:8320", ("::1", 8320), "http://[::1]:8320"),
        ("box.lan:80", ("box.lan", 80), "http://box.lan:80"),
        ("", None, ""),
    ],
)
def test_where_the_presenter_view_listens(
    written: str, place: tuple[str, int] | None, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address with a port, with which links begin as well, unless they lead through a proxy; off where not set."""
    monkeypatch.setenv("RECALL_WEB", written)
    assert (Settings().web_place, Settings().web_address) == (place, address)
    monkeypatch.setenv("RECALL_WEB_URL", "https://quiz.example.org/night/")
    assert Settings().web_address == ("https://quiz.example.org/night" if place else "")


@pytest.mark.parametrize(
    "written", ["8320", "127.0.0.1", ":8320", "127.0.0.1:0", "x:65536", "x:8x", "x:٣", "http://x:80", "::1"]
)
def test_where_nothing_can_listen_is_refused(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With an example of what is meant."""
    monkeypatch.setenv("RECALL_WEB", written)
    with pytest.raises(ValidationError, match="RECALL_WEB must be an address and a port such as"):
        Settings()


@pytest.mark.parametrize("written", ["0.0.0.0:8320", "[::]:8320"])
def test_a_link_leads_somewhere(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every address of a machine is none that can be opened: it has to be said which one links begin with."""
    monkeypatch.setenv("RECALL_WEB", written)
    with pytest.raises(ValidationError, match="set RECALL_WEB_URL to the one that people open"):
        Settings()
    monkeypatch.setenv("RECALL_WEB_URL", "http://192.168.1.5:8320")
    assert Settings().web_address == "http://192.168.1.5:8320"
    for wrong in ("https://x.org/?a=1", "https://x.org/#a", "https://me:secret@x.org"):
        monkeypatch.setenv("RECALL_WEB_URL", wrong)
        with pytest.raises(ValidationError, match="RECALL_WEB_URL must be an address that links begin with"):
            Settings()


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("RECALL_DATABAS", "RECALL_DATABASE"),
        ("RECALL_BACKUP", "RECALL_BACKUPS"),
        ("RECALL_WEBURL", "RECALL_WEB_URL"),
    ],
)
def test_a_mistyped_setting_is_told_of_with_what_was_meant(name: str, meant: str) -> None:
    """Otherwise the bot would begin an empty database elsewhere, without a word."""
    assert mistyped([name, "PATH"]) == {name: meant}
    [found] = check_names([name])
    assert name in found.found
    assert meant in found.mend


def test_an_unknown_setting_is_named_without_a_guess_where_none_is_near() -> None:
    """That all names begin alike makes none of them near."""
    assert mistyped(["RECALL_DB"]) == {"RECALL_DB": ""}
    [found] = check_names(["RECALL_DB"])
    assert "RECALL_DB" in found.found
    assert "RECALL_" not in found.mend


def test_no_setting_is_taken_for_a_mistyped_one() -> None:
    """Whatever the case in which it is written."""
    names = [str(field.validation_alias) for field in Settings.model_fields.values()]
    assert mistyped([*names, *map(str.lower, names), "RECALL_ENV", "RECALL_PYTHON", "RECALL_DISCORD_OPENAPI"]) == {}


@pytest.mark.parametrize(
    "written",
    [
        "postgresql:/recall:geheim@localhost/recall",
        "postgresql//recall:geheim@localhost/recall",
        "recall:geheim@localhost:5432/recall",
        "host=localhost dbname=recall password=geheim",
        "Postgres:recall",
        "postgresql+psycopg:x",
    ],
)
def test_half_an_address_is_not_taken_for_a_file(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Recall would begin an empty database in a folder that is named after the password."""
    monkeypatch.setenv("RECALL_DATABASE", written)
    with pytest.raises(ValidationError, match="two slashes") as told:
        Settings()
    assert "geheim" not in told.value.errors()[0]["msg"]


def test_every_wrong_setting_is_named_with_what_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """All at once, so that an operator need not start again for each."""
    for name, value in {"RECALL_BACKUPS_KEPT": "0", "RECALL_HEALTH_PORT": "70000", "RECALL_LOG": "xml"}.items():
        monkeypatch.setenv(name, value)
    told = CliRunner().invoke(app, ["db", "check"])
    assert told.exit_code == 2
    assert "RECALL_BACKUPS_KEPT: it must be at least 1, not 0." in told.output
    assert "RECALL_HEALTH_PORT: it must be at most 65535, not 70000." in told.output
    assert "RECALL_LOG: it must be human or json, not xml." in told.output


def test_an_empty_token_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the token would be asked for, which the operator thinks is there."""
    file = tmp_path / "token"
    file.write_text("\n")
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    monkeypatch.setenv("DISCORD_TOKEN_FILE", str(file))
    with pytest.raises(ValidationError, match="names an empty file"):
        Settings()


@pytest.mark.parametrize("name", ["RECALL_DISCORD_API", "RECALL_CLOCK"])
@pytest.mark.parametrize("written", ["http://me:secret@127.0.0.1:8/api", "https://me@x.org", "https://x.org/?a=1"])
def test_what_is_asked_over_the_web_takes_no_password(name: str, written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody has to mend it, so it is refused with status 2 and not tried for ever; the password is not shown."""
    monkeypatch.setenv(name, written)
    for command in (["run"], ["doctor"]):
        told = CliRunner().invoke(app, command)
        assert told.exit_code == 2
        assert told.output.startswith(f"{name} must be an address without a user, a password, or parameters")
        assert "secret" not in told.output


@pytest.mark.parametrize(("name", "value"), [("DISCORD_TOKEN_FILE", "/nowhere/at-all"), ("RECALL_WEB", "0.0.0.0:8320")])
def test_what_concerns_several_settings_begins_with_the_name_of_one(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line about a setting begins with its name and nothing before it."""
    monkeypatch.setenv(name, value)
    assert CliRunner().invoke(app, ["run"]).output.startswith(f"{name} ")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="Linux shows what it knows as files")
@pytest.mark.parametrize("name", ["RECALL_DATABASE", "RECALL_BACKUPS"])
@pytest.mark.parametrize("written", ["/proc/x/y", "/sys/x", "/proc/self/x", "/dev/null", "/dev/x"])
def test_the_kernel_s_own_files_are_no_place(name: str, written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither is a disk said to be full there, nor is anything left beside a device."""
    monkeypatch.setenv(name, written)
    told = CliRunner().invoke(app, ["db", "check"])
    assert (told.exit_code, told.output.startswith(f"{name} must be ")) == (2, True), told.output
    assert not list(Path("/dev").glob("null*.*"))


def test_memory_and_what_is_not_there_yet_are_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a name begins with alike is something else."""
    shared = Path("/dev/shm/recall/x.sqlite3")  # noqa: S108
    for place in (shared, Path("/system/x"), tmp_path / "a" / "b", tmp_path / "a:b@c"):
        monkeypatch.setenv("RECALL_DATABASE", str(place))
        assert Settings().database == place


@pytest.mark.parametrize("name", ["RECALL_DATABASE", "RECALL_BACKUPS"])
@pytest.mark.parametrize("behind", ["x", "x/y.sqlite3"])
def test_a_file_where_a_directory_is_needed_is_named(
    name: str, behind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The setting is wrong, and neither the disk nor the kernel: it is not tried again for ever."""
    (tmp_path / "notes").write_text("mine")
    monkeypatch.setenv("RECALL_DATABASE", str(tmp_path / "recall.sqlite3"))
    monkeypatch.setenv(name, str(tmp_path / "notes" / behind))
    told = CliRunner().invoke(app, ["db", "upgrade"])
    assert (told.exit_code, told.output) == (
        2,
        f"{name} leads through {tmp_path / 'notes'}, which is not a directory.\n",
    )


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="Linux shows what it knows as files")
@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"XDG_DATA_HOME": "/proc/x"}, "XDG_DATA_HOME must be where files can be kept, and /proc/x/"),
        ({"XDG_DATA_HOME": "{notes}"}, "XDG_DATA_HOME leads through {notes}, which is not a directory."),
        ({"HOME": "/proc/x"}, "HOME must be where files can be kept, and /proc/x/"),
        ({"HOME": "{notes}"}, "HOME leads through {notes}, which is not a directory."),
    ],
)
def test_where_the_data_directory_can_hold_no_files_what_led_there_is_named(
    given: dict[str, str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RECALL_DATABASE is not set, so nobody is sent to correct it."""
    (tmp_path / "notes").write_text("mine")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value.format(notes=tmp_path / "notes"))
    said = CliRunner().invoke(app, ["db", "upgrade"])
    assert said.exit_code == 2
    assert said.output.startswith(told.format(notes=tmp_path / "notes"))
    assert "RECALL_DATABASE" not in said.output


def test_a_wrong_address_is_told_with_a_status_that_has_nobody_start_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a password that is not escaped nor a port that there is not mends itself, and no password is told."""
    for written in ("recall:s3@geheim@127.0.0.1:1/recall", "recall:geheim@127.0.0.1:99999/d", "recall:geheim@::1:1/d"):
        monkeypatch.setenv("RECALL_DATABASE", f"postgresql://{written}")
        said = CliRunner().invoke(app, ["db", "upgrade"])
        assert (said.exit_code, said.output.startswith("RECALL_DATABASE ")) == (2, True), said.output
        assert "geheim" not in said.output


def test_a_link_to_a_database_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two names of one file share its lock, and what is noted beside it; where nothing is yet, the link says where."""
    (tmp_path / "disk").mkdir()
    link = tmp_path / "recall.sqlite3"
    link.symlink_to(tmp_path / "disk" / "recall.sqlite3")
    monkeypatch.setenv("RECALL_DATABASE", str(link))
    assert Settings().database == tmp_path / "disk" / "recall.sqlite3"
