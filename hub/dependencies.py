"""What handlers ask for: by these names they are given what `hub.application` made."""

from typing import Annotated, TypeAlias

from litestar.di import NamedDependency
from litestar.params import QueryParameter

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

PageSize: TypeAlias = Annotated[int, QueryParameter(ge=1, le=200)]
"""How many of a list come at once."""
