"""Settings: one frozen struct, read once from the environment.

Every field is one variable of the same name in capitals (`database_url` ← `DATABASE_URL`).
What nobody would change is not here. Secrets have no default: `shequ demo` makes its own at first start.
"""

import base64
import binascii
from collections.abc import Mapping
from pathlib import Path

import msgspec

from hub.errors import DomainError


class Keys(dict[int, bytes]):
    """The sealing keys by version, oldest first. `newest` seals; one marked `+` opens, and does not seal yet."""

    newest: int


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What a process must be told. Times in seconds, sizes in bytes, unless a name says otherwise."""

    database_url: str
    """PostgreSQL as the serving role (a member of `shequ_serving`)."""
    owner_database_url: str = ""
    """PostgreSQL as the owner, for migrations; empty: the same as `database_url`."""
    redis_url: str
    """Redis or Valkey. It carries; nothing is lost with it."""
    field_keys: str
    """Keys that seal fields: `1:<base64 of 32 bytes>,2:…`, newest last; the newest seals, all open. `+2:…` opens and
    does not seal yet: so every process knows it before one uses it."""
    data_dir: Path = Path(".shequ")
    """Folder for what one machine keeps: embedded servers, photos, the demo's keys."""
    models_dir: Path = Path("build/models")
    """Folder with the files that `models/manifest.toml` names; `make models` fills it."""
    media_store: str = ""
    """Photos: `file:///folder` or `s3://bucket/prefix?endpoint=…`; empty: `data_dir`/media."""
    host: str = "127.0.0.1"
    port: int = 8400
    origins: tuple[str, ...] = ()
    """Exact origins whose pages may use the cookie; empty: `http://host:port` of this process."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses whose `X-Forwarded-For` is believed."""
    cookie_secure: bool = True
    """Off only for plain http on loopback (the demo, tests)."""
    second_factor: bool = True
    """Staff who sign in with a password bind an authenticator before anything else (docs/decisions/0036)."""
    demo: bool = False
    """Serves one-click sign-ins and the inbox page. Never on in a real district."""
    notify_url: str = ""
    """Where messages to people are posted (signed JSON); empty: the demo inbox."""
    notify_secret: str = ""
    """Signs what is posted to `notify_url` (HMAC-SHA256)."""
    gateway_url: str = ""
    """Public security's face comparison (signed JSON); empty: none, and a person decides."""
    gateway_secret: str = ""
    """Signs what is posted to `gateway_url` (HMAC-SHA256)."""
    content_check_url: str = ""
    """An outer service that checks words (signed JSON), where a district wants it; empty: none, a person decides."""
    content_check_secret: str = ""
    """Signs what is posted to `content_check_url` (HMAC-SHA256)."""
    host_issuer: str = ""
    """`iss` of the tokens with which the host app signs its users in; empty: there is none."""
    host_audience: str = ""
    """`aud` that such a token must hold: how the host app calls us."""
    host_keys_url: str = ""
    """Where the host app publishes its keys (RFC 7517, https)."""
    wechat_appid: str = ""
    """AppID of the mini-program; empty: nobody signs in by WeChat."""
    wechat_secret: str = ""
    """Its AppSecret."""
    wechat_url: str = "https://api.weixin.qq.com"
    """WeChat's server, which knows whose a code of `wx.login` is."""
    log_format: str = "json"
    """`json` or `console`."""
    metrics_port: int = 0
    """Prometheus metrics on loopback at this port; 0: none. With several processes, each at the next port."""
    pool_size: int = 16
    """PostgreSQL connections of one hub process."""
    drain_seconds: float = 0.0
    """After a stop, for so long it still serves while `/ready` says no: a balancer looks away first."""
    commands_at_once: int = 400
    """Commands in flight in one hub process, about half a second of its work; more are told to come again."""
    pressure_patience: float = 1.0
    """Factor of the waits at which commands are told to come again; more than 1 where others have the machine too."""

    def __post_init__(self) -> None:
        self.keys()  # a bad key is found at start, not at the first sealed field

    def keys(self) -> Keys:
        """The sealing keys.

        Raises:
            DomainError: `settings.invalid`, when a key is missing, malformed or not 32 bytes.
        """
        keys = Keys()
        sealing: list[int] = []
        for part in self.field_keys.split(","):
            version, _, encoded = part.strip().removeprefix("+").partition(":")
            try:
                key = base64.b64decode(encoded, validate=True)
            except binascii.Error:
                key = b""
            if not version.isdecimal() or len(key) != 32:
                raise DomainError("settings.invalid", name="FIELD_KEYS")
            keys[int(version)] = key
            if not part.strip().startswith("+"):
                sealing.append(int(version))
        if not sealing:
            raise DomainError("settings.invalid", name="FIELD_KEYS")
        keys.newest = max(sealing)
        return keys

    def allowed_origins(self) -> frozenset[str]:
        """Origins that may use the cookie, on this socket and in unsafe requests."""
        if self.origins:
            return frozenset(self.origins)
        return frozenset(f"http://{host}:{self.port}" for host in (self.host, "127.0.0.1", "localhost"))

    def media_url(self) -> str:
        return self.media_store or (self.data_dir.resolve() / "media").as_uri()

    def owner_url(self) -> str:
        return self.owner_database_url or self.database_url


def from_environ(environ: Mapping[str, str]) -> Settings:
    """Reads the settings.

    Raises:
        DomainError: `settings.invalid` naming the variable, when one is missing or malformed.
    """
    values: dict[str, object] = {}
    for field in msgspec.structs.fields(Settings):
        name = field.encode_name.upper()
        text = environ.get(name)
        if text is None:
            if field.required:
                raise DomainError("settings.invalid", name=name)
            continue
        if field.type is bool:
            values[field.name] = text.strip().lower() in {"1", "true", "yes", "on"}
        elif field.type == tuple[str, ...]:
            values[field.name] = tuple(part.strip() for part in text.split(",") if part.strip())
        else:
            values[field.name] = text
    try:
        return msgspec.convert(values, Settings, strict=False, dec_hook=_decode)
    except msgspec.ValidationError as error:
        name = str(error).rpartition("$.")[2].rstrip("`").upper() or "?"
        raise DomainError("settings.invalid", name=name) from None


def _decode(kind: type, value: object) -> object:
    if kind is Path:
        return Path(str(value))
    raise NotImplementedError(kind)


def to_environ(settings: Settings) -> dict[str, str]:
    """The reverse of `from_environ`, for child processes."""
    out: dict[str, str] = {}
    for field in msgspec.structs.fields(Settings):
        value = getattr(settings, field.name)
        if isinstance(value, bool):
            text = "1" if value else "0"
        elif isinstance(value, tuple):
            text = ",".join(value)
        else:
            text = str(value)
        out[field.name.upper()] = text
    return out
