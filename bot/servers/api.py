"""What other features may know of this one."""

from bot.servers.retention import RetentionService
from bot.servers.rules import Hosting, ServerSettings, may_host
from bot.servers.service import ServerService

__all__ = [
    "Hosting",
    "RetentionService",
    "ServerService",
    "ServerSettings",
    "may_host",
]
