"""What an office gave, as its list says, and to whom it was attached. Neither is ever edited or deleted."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, Column, Index
from sqlmodel import Field, SQLModel

from census_app.ledger.tables.base import AreaBound, UtcMoment


class Office(SQLModel, table=True):
    """A government office that delivers something."""

    __tablename__ = "offices"

    code: str = Field(primary_key=True)
    name_en: str
    name_bn: str


class Programme(SQLModel, table=True):
    """Something an office provides; `unit` says whether a person or a household receives it."""

    __tablename__ = "programmes"

    code: str = Field(primary_key=True)
    office_code: str = Field(foreign_key="offices.code", index=True)
    name_en: str
    name_bn: str
    unit: str
    kind: str


class Delivery(AreaBound, table=True):
    """One service one office gave, as the list has it. A mistake is answered by a row that reverses it.

    Money is whole poisha, a quantity whole thousandths of its unit, so that sums are exact. Recipient fields stand as
    the list has them; `recipient_key` is the keyed hash of the listed number. `suspense_reasons` say in words why the
    delivery found nobody when it came; the persons who were considered stand among the possible matches.
    """

    __tablename__ = "deliveries"
    __table_args__ = (Index("ix_deliveries_programme", "programme_code", "period_code"),)

    id: int = Field(primary_key=True)
    upload_id: int = Field(foreign_key="uploads.id", index=True)
    staged_row_id: int = Field(foreign_key="staged_rows.id", index=True)
    office_code: str = Field(foreign_key="offices.code", index=True)
    programme_code: str = Field(foreign_key="programmes.code")
    period_code: str
    period_from: date
    period_until: date
    delivered_on: date | None = None
    amount_poisha: int | None = Field(default=None, sa_column=Column(BigInteger))
    quantity_thousandths: int | None = Field(default=None, sa_column=Column(BigInteger))
    unit: str = ""
    account_mobile: str = ""
    recipient_name: str = ""
    recipient_father: str = ""
    recipient_village: str = ""
    recipient_key: str = Field(default="", index=True)
    suspense_reasons: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    reverses_id: int | None = Field(default=None, foreign_key="deliveries.id")
    reason: str = ""
    known_since: datetime = Field(sa_column=Column(UtcMoment, nullable=False))


class Attachment(AreaBound, table=True):
    """The decision that a delivery was this person's. A later decision ends it and adds another.

    The area is the ward of the person. `method` is nid, brn, nid+name, name, reviewed …; `evidence` says why in codes.
    """

    __tablename__ = "attachments"
    __table_args__ = (Index("ix_attachments_delivery", "delivery_id", "ended_at"),)

    id: int = Field(primary_key=True)
    delivery_id: int = Field(foreign_key="deliveries.id")
    person_id: int = Field(foreign_key="persons.id", index=True)
    household_id: int | None = Field(default=None, foreign_key="households.id", index=True)
    method: str
    evidence: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    decided_by: int
    known_since: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcMoment))
    end_reason: str = ""


class DeliveryState(AreaBound, table=True):
    """What became of a delivery on its way to its recipient, and why; a later word is a further row.

    `state` is refused, unreachable or received. The area is the delivery's.
    """

    __tablename__ = "delivery_states"

    id: int = Field(default=None, primary_key=True)
    delivery_id: int = Field(foreign_key="deliveries.id", index=True)
    state: str
    reason: str
    said_by: int
    known_since: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
