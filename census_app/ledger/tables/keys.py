"""By what a ledger tells its own keys from others."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class LedgerKey(SQLModel, table=True):
    """A key that belongs to this ledger. The fingerprint tells whether a key is this one, and nothing about the key."""

    __tablename__ = "ledger_keys"

    name: str = Field(primary_key=True)
    fingerprint: str
