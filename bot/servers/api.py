"""What other features may know of this one."""

from bot.servers.retention import RetentionService
from bot.servers.rules import ServerSettings
from bot.servers.service import ServerService

__all__ = [
    "RetentionService",
    "ServerService",
    "ServerSettings",
]
