"""What is refused or broken. (What is wrong with somebody's data is a Problem, never one of these.)"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(eq=False)
class CensusError(Exception):
    """Something was refused or is broken; the code is stable and the values are safe to log.

    The sentence a person reads is looked up by code in `data/reference/messages.csv`, in Bangla and English.
    Values never hold a name or an identity number.
    """

    code: str
    values: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in sorted(self.values.items()))
        return f"{self.code} ({shown})" if shown else self.code


class NotFound(CensusError):
    """There is no such thing inside the asker's scope (which of the two is nobody's business)."""


class Refused(CensusError):
    """The asker may not do this, or the rules of the ledger do not allow it now."""


class Unreadable(CensusError):
    """The input could not be read at all."""
