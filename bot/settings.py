"""The settings, from the environment; read once, by the command line."""

from enum import StrEnum
from pathlib import Path

import platformdirs
from pydantic import Field, HttpUrl, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DISCORD_API = "https://discord.com/api/v10"
BUILT_IN_PACKS = Path(__file__).resolve().parents[1] / "questions"


class LogFormat(StrEnum):
    """For people, or one JSON object a line."""

    HUMAN = "human"
    JSON = "json"


def default_database() -> Path:
    """A file in the user's own data directory."""
    return Path(platformdirs.user_data_dir("recall")) / "recall.sqlite3"


class Settings(BaseSettings):
    """What an operator can set; `docs/operating.md` explains each."""

    model_config = SettingsConfigDict(env_ignore_empty=True, populate_by_name=True)

    token: SecretStr | None = Field(default=None, validation_alias="DISCORD_TOKEN")
    database: Path = Field(default_factory=default_database, validation_alias="RECALL_DATABASE")
    discord_api: HttpUrl = Field(default=HttpUrl(DISCORD_API), validation_alias="RECALL_DISCORD_API")
    clock: HttpUrl | None = Field(default=None, validation_alias="RECALL_CLOCK")
    packs: Path | None = Field(default=None, validation_alias="RECALL_PACKS")
    backups: Path | None = Field(default=None, validation_alias="RECALL_BACKUPS")
    backups_kept: int = Field(default=7, ge=1, validation_alias="RECALL_BACKUPS_KEPT")
    health_port: int = Field(default=8310, ge=0, le=65535, validation_alias="RECALL_HEALTH_PORT")
    health_host: str = Field(default="127.0.0.1", validation_alias="RECALL_HEALTH_HOST")
    log: LogFormat = Field(default=LogFormat.HUMAN, validation_alias="RECALL_LOG")

    @field_validator("database", mode="before")
    @classmethod
    def _is_a_file(cls, value: object) -> object:
        text = str(value)
        if "://" in text:
            raise ValueError(f"RECALL_DATABASE must be a path to a file; {text.split('://')[0]} is not supported yet")
        if Path(text).is_dir():
            raise ValueError(f"RECALL_DATABASE must be a file, and {text} is a directory")
        return Path(text).expanduser().absolute()

    @field_validator("backups")
    @classmethod
    def _can_be_a_directory(cls, value: Path | None) -> Path | None:
        if value is not None and value.exists() and not value.is_dir():
            raise ValueError(f"RECALL_BACKUPS must be a directory, and {value} is a file")
        return value.expanduser().absolute() if value else None

    @field_validator("packs")
    @classmethod
    def _is_a_directory(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_dir():
            raise ValueError(f"RECALL_PACKS must be a directory of packs, and {value} is none")
        return value

    @property
    def api_base(self) -> str:
        """The API's base address without a slash at its end."""
        return str(self.discord_api).rstrip("/")

    @property
    def pack_directories(self) -> list[Path]:
        """Where questions come from: the built-in packs, and the operator's own."""
        return [BUILT_IN_PACKS, *([self.packs] if self.packs else [])]
