"""The paras of a ward under whatever spelling; a para that nobody named before gets a code of its own."""

from __future__ import annotations

from collections.abc import Mapping

from importers.evidence import place_key


class Paras:
    """The paras that the ledger knows, by code; those that an upload names first, or names in the other script."""

    def __init__(self, ward_code: str, known: Mapping[str, tuple[str, ...]]) -> None:
        self._ward_code = ward_code
        self._names = dict(known)
        self._codes = {place_key(name): code for code, names in known.items() for name in names}
        self.new: dict[str, tuple[str, str, str]] = {}
        """Code, Bangla name and English name of each that is to be written down."""

    def code_of(self, name: str) -> str:
        """The code of the para of that name; empty where none is named."""
        if not name:
            return ""
        code = self._codes.get(place_key(name))
        if code is None:
            code = f"{self._ward_code}-{len(self._names) + 1:02d}"
            self._codes[place_key(name)] = code
        names = self._names.get(code, ())
        if any(known.isascii() == name.isascii() for known in names):
            return code
        self._names[code] = (*names, name)
        bangla = next((one for one in self._names[code] if not one.isascii()), "")
        self.new[code] = (code, bangla, next((one for one in self._names[code] if one.isascii()), ""))
        return code
