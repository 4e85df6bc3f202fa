"""SQLAlchemy's engines for asyncio without its sessions, whose package loads the whole of its ORM: 6 MB for nothing."""

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING

import sqlalchemy.ext

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
else:

    def _engines() -> ModuleType:
        """The one module of the package that is needed. Whoever asks for the package afterward gets all of it."""
        name = "sqlalchemy.ext.asyncio"
        if name not in sys.modules:
            package = sys.modules[name] = ModuleType(name)
            package.__path__ = [f"{path}/asyncio" for path in sqlalchemy.ext.__path__]
            try:
                return importlib.import_module(f"{name}.engine")
            finally:
                del sys.modules[name]
        return importlib.import_module(f"{name}.engine")

    _found = _engines()
    AsyncConnection, AsyncEngine = _found.AsyncConnection, _found.AsyncEngine
    create_async_engine = _found.create_async_engine

__all__ = ["AsyncConnection", "AsyncEngine", "create_async_engine"]
