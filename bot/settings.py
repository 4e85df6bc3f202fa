"""The settings, from the environment; read once, by the command line."""

import os
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field, HttpUrl, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.rights import to_be_opened, unreadable
from bot.storage.place import EXAMPLE, address, data_directory, is_address, is_port

if TYPE_CHECKING:
    from bot.storage.place import Place
else:
    Place = Any  # the validator below says what it is, without the library that knows addresses

DISCORD_API = "https://discord.com/api/v10"
BUILT_IN_PACKS = Path(__file__).resolve().parents[1] / "questions"
PACKS = "RECALL_PACKS"


_AROUND = " \t\r\n\v\f\0\u00a0\u200b\u200c\u200d\u2060\ufeff"
"""What comes along when something is copied, and cannot be seen."""

_BEFORE_A_TOKEN = re.compile(r"(?:export\s+)?(?:DISCORD_TOKEN\s*[=:]\s*)?[\"']?(?:bot(?:\s+|$))?", re.IGNORECASE)


def as_meant(text: str) -> str:
    """A setting without what was copied along with it: white space, invisible marks, one pair of quotes around it."""
    text = text.strip(_AROUND)
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'`":
        return text[1:-1].strip(_AROUND)
    return text


def _path(name: str, text: str) -> Path:
    """A path that the system can at least look for."""
    try:
        path = Path(text).expanduser().absolute()
        path.exists()
    except (OSError, RuntimeError, ValueError) as error:
        raise ValueError(f"{name} cannot be used: {_why(name, Path(text), error)}") from error
    return path


def _why(name: str, path: Path, error: Exception) -> str:
    """What is in the way; packs can be opened to the service, but what people answered is only its owner's."""
    if isinstance(error, PermissionError):
        there = path.expanduser().absolute()
        told = " ".join(to_be_opened(there) or ()) if name == PACKS else unreadable(there)
        if told:
            return told
    return f"{error.strerror if isinstance(error, OSError) else error} ({str(path)[:60]})"


def _directory_of_packs(text: str) -> Path:
    path = _path(PACKS, text)
    if not path.is_dir():
        raise ValueError(f"RECALL_PACKS must be a directory of packs, and {path} is not one")
    return path


def own_packs(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The directory that `RECALL_PACKS` names, whatever else is set. Raises `ValueError`, in words."""
    text = as_meant(environment.get(PACKS, ""))
    return _directory_of_packs(text) if text else None


_OF_THE_KERNEL = ("/proc", "/sys", "/dev")
_BUT = "/dev/shm"  # noqa: S108 - memory in which files can lie


def _place_for_files(name: str, text: str) -> Path:
    """A path below which files can be made: not where the kernel shows what it knows, nor a device."""
    path = _path(name, text)
    above = {*map(str, (path.resolve(), *path.resolve().parents))}
    if (above & set(_OF_THE_KERNEL) and _BUT not in above) or (path.exists() and not (path.is_file() or path.is_dir())):
        raise ValueError(f"{name} must be where files can be kept, and {path} is not")
    if (there := next((one for one in path.parents if os.path.lexists(one)), None)) and not there.is_dir():
        raise ValueError(f"{name} leads through {there}, which is not a directory")
    return path


def _secret(file: str) -> str:
    """The token in a file of its own, as systemd's credentials and containers' secrets hand it over."""
    try:
        found = as_meant(Path(file).expanduser().read_text(encoding="utf-8-sig"))
    except (OSError, RuntimeError, UnicodeDecodeError) as error:
        closed = unreadable(Path(file).expanduser()) if isinstance(error, PermissionError) else ""
        why = closed or f"{error.strerror if isinstance(error, OSError) else 'it is not text'} ({file[:60]})"
        raise ValueError(f"DISCORD_TOKEN_FILE cannot be read: {why}") from error
    if not found:
        raise ValueError(f"DISCORD_TOKEN_FILE names an empty file ({file[:60]}): copy the token into it")
    return found


_NAME = re.compile(r"(?!-)[\w-]{1,63}(\.[\w-]{1,63})*\.?")
_CLUSTER = re.compile(r"[A-Za-z0-9.-]{1,40}")
_IPV6 = re.compile(r"[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%\w+)?")
"""What can be the address on which something listens."""

EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - refused as the beginning of a link
"""What means every address of a machine, and leads nowhere in a link."""


def _host(text: str) -> str | None:
    """An address as something listens on it, without the brackets that it has in links; None for what is none."""
    host = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    return host if _NAME.fullmatch(host) or _IPV6.fullmatch(host) else None


class LogFormat(StrEnum):
    """For people, or one JSON object per line."""

    HUMAN = "human"
    JSON = "json"


def default_database() -> Path:
    """A file in the user's own data directory."""
    return data_directory() / "recall.sqlite3"


def _says_where(path: Path) -> str:
    """The variable that says where the database is."""
    if path != default_database():
        return "RECALL_DATABASE"
    moved = os.environ.get("XDG_DATA_HOME")
    return "XDG_DATA_HOME" if moved and path.is_relative_to(moved) else "HOME"


class Settings(BaseSettings):
    """What an operator can set; `docs/operating.md` explains each."""

    model_config = SettingsConfigDict(env_ignore_empty=True, populate_by_name=True)

    token: SecretStr | None = Field(default=None, validation_alias="DISCORD_TOKEN")
    token_file: Path | None = Field(default=None, validation_alias="DISCORD_TOKEN_FILE")
    database: Place = Field(default_factory=default_database, validation_alias="RECALL_DATABASE")
    discord_api: HttpUrl = Field(default=HttpUrl(DISCORD_API), validation_alias="RECALL_DISCORD_API")
    clock: HttpUrl | None = Field(default=None, validation_alias="RECALL_CLOCK")
    packs: Path | None = Field(default=None, validation_alias="RECALL_PACKS")
    backups: Path | None = Field(default=None, validation_alias="RECALL_BACKUPS")
    backups_kept: int = Field(default=7, ge=1, validation_alias="RECALL_BACKUPS_KEPT")
    posts_per_server: int = Field(default=0, ge=0, validation_alias="RECALL_POSTS_PER_SERVER")
    cluster: str | None = Field(default=None, validation_alias="RECALL_CLUSTER")
    health_port: int = Field(default=8310, ge=0, le=65535, validation_alias="RECALL_HEALTH_PORT")
    health_host: str = Field(default="127.0.0.1", validation_alias="RECALL_HEALTH_HOST")
    web: str | None = Field(default=None, validation_alias="RECALL_WEB")
    web_url: HttpUrl | None = Field(default=None, validation_alias="RECALL_WEB_URL")
    log: LogFormat = Field(default=LogFormat.HUMAN, validation_alias="RECALL_LOG")

    @model_validator(mode="before")
    @classmethod
    def _as_meant(cls, values: dict[str, object]) -> dict[str, object]:
        """Containers keep the quotes of a file of settings, editors leave marks and line ends: none is meant."""
        plain = {name: as_meant(value) if isinstance(value, str) else value for name, value in values.items()}
        given = {name: value for name, value in plain.items() if value != ""}
        if "DISCORD_TOKEN_FILE" in given and "DISCORD_TOKEN" not in given:
            given["DISCORD_TOKEN"] = _secret(str(given["DISCORD_TOKEN_FILE"]))
        return given

    @field_validator("token", mode="before")
    @classmethod
    def _is_a_token(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        token = as_meant(_BEFORE_A_TOKEN.sub("", value))
        if not (token.isascii() and token.isprintable()) or " " in token:
            raise ValueError("DISCORD_TOKEN contains characters that no token has: copy only the token into it")
        return token or None

    @field_validator("database", mode="before")
    @classmethod
    def _is_a_place(cls, value: object) -> object:
        text = str(value)
        if is_address(text):
            return address(text) if isinstance(value, str) else value
        path = _place_for_files(_says_where(Path(text)), text)
        if path.is_dir():
            raise ValueError(f"RECALL_DATABASE must be a file, and {path} is a directory")
        # One file has one lock, one log, and one set of notes beside it, by whichever name it is called.
        return path.resolve() if path.is_symlink() else path

    @field_validator("backups", mode="before")
    @classmethod
    def _can_be_a_directory(cls, value: object) -> Path | None:
        path = None if value is None else _place_for_files("RECALL_BACKUPS", str(value))
        if path is not None and path.exists() and not path.is_dir():
            raise ValueError(f"RECALL_BACKUPS must be a directory, and {path} is a file")
        return path

    @field_validator("health_host")
    @classmethod
    def _is_a_host(cls, value: str) -> str:
        host = _host(value)
        if host is None:
            raise ValueError(f"RECALL_HEALTH_HOST must be an address such as 127.0.0.1, not {value[:60]}")
        return host

    @field_validator("web")
    @classmethod
    def _is_a_host_and_a_port(cls, value: str | None) -> str | None:
        host, _, port = (value or "").rpartition(":")
        bare = ":" in host and not host.startswith("[")  # of an IPv6 address nobody could tell where the port begins
        if value is None or (_host(host) and is_port(port) and not bare):
            return value
        raise ValueError(f"RECALL_WEB must be an address and a port such as 127.0.0.1:8320, not {value[:60]}")

    @field_validator("web_url")
    @classmethod
    def _is_where_links_begin(cls, value: HttpUrl | None) -> HttpUrl | None:
        if value is not None and (value.query or value.fragment or value.username or value.password):
            raise ValueError(
                "RECALL_WEB_URL must be an address that links begin with, such as https://quiz.example.org"
            )
        return value

    @model_validator(mode="after")
    def _knows_where_links_lead(self) -> "Settings":
        if self.web_place and self.web_place[0] in EVERYWHERE and self.web_url is None:
            raise ValueError(
                "RECALL_WEB listens on every address of this machine: set RECALL_WEB_URL to the one that people open, "
                "such as https://quiz.example.org"
            )
        return self

    @field_validator("discord_api", "clock")
    @classmethod
    def _is_asked_as_it_is(cls, value: HttpUrl | None, info: ValidationInfo) -> HttpUrl | None:
        """A request bears the bot's token and no other credentials, and each path is put behind the address."""
        if value is not None and (value.query or value.fragment or value.username or value.password):
            name = cls.model_fields[str(info.field_name)].validation_alias
            raise ValueError(
                f"{name} must be an address without a user, a password, or parameters, such as https://proxy.example: "
                "let the proxy know Recall by its network address instead"
            )
        return value

    @field_validator("packs", mode="before")
    @classmethod
    def _is_a_directory(cls, value: object) -> Path | None:
        return None if value is None else _directory_of_packs(str(value))

    @field_validator("cluster")
    @classmethod
    def _is_a_name(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None:
            return None
        if not _CLUSTER.fullmatch(value):
            raise ValueError("RECALL_CLUSTER must be a name of up to 40 letters, digits, dashes, and dots")
        if isinstance(info.data.get("database"), Path):
            raise ValueError(  # noqa: TRY004 - it is the value that is wrong
                "RECALL_CLUSTER needs a database that several processes can share: set RECALL_DATABASE to one on a "
                f"PostgreSQL server, such as {EXAMPLE}"
            )
        return value

    @property
    def api_base(self) -> str:
        """The API's base address without a slash at its end."""
        return str(self.discord_api).rstrip("/")

    @property
    def web_place(self) -> tuple[str, int] | None:
        """The address and port of the presenter view; None where it is off."""
        host, _, port = (self.web or "").rpartition(":")
        return (_host(host) or host, int(port)) if self.web else None

    @property
    def web_address(self) -> str:
        """What links to the presenter view begin with, without a slash at its end; nothing where it is off."""
        if self.web is None:
            return ""
        return str(self.web_url or f"http://{self.web}").rstrip("/")

    @property
    def pack_directories(self) -> list[Path]:
        """Where questions come from: the built-in packs, and the operator's own."""
        return [BUILT_IN_PACKS, *([self.packs] if self.packs else [])]


_PREFIX = "RECALL_"

_OF_LAUNCHING = {"RECALL_ENV", "RECALL_PYTHON"}
"""What is set for Recall as well, but is not among `Settings`."""

_OF_TESTS = {
    "RECALL_DISCORD_OPENAPI",
    "RECALL_REWRITE_COMMANDS",
    "RECALL_TEST_ENGINE",
    "RECALL_THOROUGH",
    "RECALL_TRACES",
}
"""What only tests and tools read."""


def mistyped(environment: Iterable[str]) -> dict[str, str]:
    """Variables that look like a setting and are none → the one that was probably meant, "" where none is near."""
    known = _OF_LAUNCHING | _OF_TESTS | {str(field.validation_alias) for field in Settings.model_fields.values()}
    unknown = (name for name in environment if name.upper().startswith(_PREFIX) and name.upper() not in known)
    # What all names begin with would make short ones alike.
    rests = [name.removeprefix(_PREFIX) for name in sorted(known - _OF_TESTS)]
    near = {name: get_close_matches(name.upper().removeprefix(_PREFIX), rests, 1, 0.75) for name in sorted(unknown)}
    return {name: _PREFIX + rest[0] if rest else "" for name, rest in near.items()}
