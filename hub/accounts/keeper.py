"""What the actions of this room work with, made once a process and handed to each."""

from dataclasses import dataclass

from hub.accounts.code2session import Code2Session
from hub.accounts.host import HostKeys
from hub.accounts.passwords import Passwords
from hub.db import Database
from hub.rates import Rates
from hub.sealing import Sealer
from hub.settings import Settings


@dataclass(frozen=True, slots=True)
class Keeper:
    """Made by `Keeper.of`; the application keeps it as `state.keeper`."""

    settings: Settings
    db: Database
    sealer: Sealer
    rates: Rates
    passwords: Passwords
    origins: frozenset[str]
    host: HostKeys
    code2session: Code2Session

    @classmethod
    def of(cls, settings: Settings, db: Database, sealer: Sealer, rates: Rates) -> "Keeper":
        return cls(
            settings, db, sealer, rates, Passwords(), settings.allowed_origins(), HostKeys(settings),
            Code2Session(settings),
        )  # fmt: skip
