"""What a handler asks for by these names is given to it as `hub.application` made it."""

from typing import TypeAlias

from litestar.di import NamedDependency

from hub.accounts.types import Principal
from hub.commands import Command
from hub.db import Database
from hub.rates import Rates
from hub.sealing import Sealer
from hub.settings import Settings

Db: TypeAlias = NamedDependency[Database]
SignedIn: TypeAlias = NamedDependency[Principal]
Asked: TypeAlias = NamedDependency[Command]
Sealing: TypeAlias = NamedDependency[Sealer]
Counting: TypeAlias = NamedDependency[Rates]
TheSettings: TypeAlias = NamedDependency[Settings]
