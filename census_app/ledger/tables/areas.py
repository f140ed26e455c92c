"""Places: division, district, upazila, union, ward, para."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class Area(SQLModel, table=True):
    """One place. The code of a place begins with the code of the place around it.

    Division 2 digits, district 4, upazila 6, union 8 (all BBS), ward 10; a para is its ward's code, a hyphen and a
    running number.
    """

    __tablename__ = "areas"

    code: str = Field(primary_key=True)
    level: str = Field(index=True)
    parent_code: str = Field(index=True)
    name_en: str
    name_bn: str
    brn_area_code: str = ""
    lat: float | None = None
    lon: float | None = None
