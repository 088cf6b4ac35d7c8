"""Domain errors: codes, what they are over HTTP, and a sentence for a person in Chinese and English.

Rooms raise `DomainError(code, **params)`; nothing else knows HTTP. One table translates (`error_table`). Messages never
carry a phone number, an ID number or a stack trace: params are names, counts and limits.
"""

from hub.error_table import ERRORS


class DomainError(Exception):
    """Something a person or a client did that cannot be done, with a code they can look up.

    `retry_after` (seconds) is sent as a header when trying again later makes sense; `fields` names the
    parts of the input that were wrong; `found` is what is there instead, for the client to show beside its own.
    """

    def __init__(
        self,
        code: str,
        *,
        retry_after: int | None = None,
        fields: dict[str, str] | None = None,
        found: object = None,
        **params: object,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
        self.retry_after = retry_after
        self.fields = fields
        self.found = found

    def __str__(self) -> str:
        return self.message("en")

    @property
    def status(self) -> int:
        return ERRORS[self.code].status

    def message(self, locale: str) -> str:
        """The sentence for a person; `locale` is `zh-CN` or `en`."""
        kind = ERRORS[self.code]
        template = kind.en if locale.startswith("en") else kind.zh
        return template.format_map(_Params(self.params))


class _Params(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "?"
