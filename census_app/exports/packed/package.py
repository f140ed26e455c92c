"""A packed workbook: its parts, how they point at one another, and the copy in which some have changed."""

from __future__ import annotations

import posixpath
import shutil
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

from census_app.exports.packed.places import Element, Patch, Unusual, parse, patched, tag

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORKBOOK, SHEET, CHART_SHEET = (f"{_OFFICE}/{name}" for name in ("officeDocument", "worksheet", "chartsheet"))
STYLES, TEXTS, NOTES = (f"{_OFFICE}/{name}" for name in ("styles", "sharedStrings", "comments"))
NOTES_DRAWING, PROPERTIES = f"{_OFFICE}/vmlDrawing", f"{_OFFICE}/custom-properties"
RELATIONSHIPS = _OFFICE
_TYPES = "[Content_Types].xml"
_SIGNED = "_xmlsignatures/"
_DECLARED = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MACRO_BOOK = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_BOOKS = {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", MACRO_BOOK}


@dataclass(frozen=True)
class Relation:
    """A part points at another; `target` is the other's name in the archive."""

    id: str
    type: str
    target: str


class Package:
    """The archive, and what will be different in its copy.

    Raises: Unusual when it is not laid out as nearly all are.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = set(archive.namelist())
        if len(self.names) != len(archive.namelist()) or any(name.startswith(_SIGNED) for name in self.names):
            raise Unusual("archive")
        self.written: dict[str, bytes] = {}
        self.left_out: set[str] = set()
        self._types = parse(archive.read(_TYPES), "Types", f"{_PACKAGE}/content-types")
        self._new_types: list[bytes] = []
        self._relations: dict[str, list[Relation]] = {}
        self._new_relations: dict[str, list[Relation]] = {}
        self.workbook = self.the_one("", WORKBOOK)
        self.book_type = self._type_of(self.workbook)
        if self.book_type not in _BOOKS:
            raise Unusual("kind of workbook")

    def read(self, name: str) -> bytes:
        """The part as it is in the archive."""
        if name not in self.names:
            raise Unusual("missing part")
        return self.archive.read(name)

    def relations(self, part: str) -> list[Relation]:
        """Where the part points within the archive; what begins with no part is the archive itself."""
        if part not in self._relations:
            place = relations_part(part)
            content = self.read(place) if place in self.names else _no_relations()
            found = parse(content, "Relationships", f"{_PACKAGE}/relationships")
            self._relations[part] = [_relation(part, one) for one in found.children]
        return self._relations[part]

    def first(self, part: str, kind: str) -> Relation | None:
        """The relation of that kind. Raises: Unusual when there are several."""
        found = [relation for relation in self.relations(part) if relation.type == kind]
        if len(found) > 1:
            raise Unusual("several relations")
        return found[0] if found else None

    def the_one(self, part: str, kind: str) -> str:
        """The part at which the only relation of that kind points."""
        found = self.first(part, kind)
        if found is None or found.target not in self.names:
            raise Unusual("missing relation")
        return found.target

    def add(self, part: str, kind: str, pattern: str, content_type: str) -> Relation:
        """A new part, named after the pattern, at which the part points."""
        numbered = (pattern.format(number or "") for number in count())
        name = next(name for name in numbered if name not in self.names)
        self.names.add(name)
        ending = name.rpartition(".")[2]
        if ending == "vml":
            if ending not in {one.attributes.get("Extension", "").lower() for one in self._types.all("Default")}:
                self._new_type("Default", {"Extension": ending, "ContentType": content_type})
        else:
            self._new_type("Override", {"PartName": f"/{name}", "ContentType": content_type})
        taken = {relation.id for relation in self.relations(part)}
        new_id = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
        relation = Relation(new_id, kind, name)
        self.relations(part).append(relation)
        self._new_relations.setdefault(part, []).append(relation)
        return relation

    def copy_to(self, target: zipfile.ZipFile, sheets: Iterable[str]) -> None:
        """Everything that did not change goes over as it is, then what did; the sheets were written already."""
        self._write_relations()
        self.written[_TYPES] = _appended(self.archive.read(_TYPES), self._types, self._new_types)
        done = {*sheets, *self.left_out}
        for entry in self.archive.infolist():
            if entry.filename in self.written:
                target.writestr(entry.filename, self.written.pop(entry.filename))
            elif entry.filename not in done:
                kept = zipfile.ZipInfo(entry.filename, entry.date_time)
                kept.compress_type, kept.external_attr = zipfile.ZIP_DEFLATED, entry.external_attr
                with self.archive.open(entry) as old, target.open(kept, "w", force_zip64=True) as new:
                    shutil.copyfileobj(old, new)
        for name, content in self.written.items():
            target.writestr(name, content)

    def _write_relations(self) -> None:
        for part, added in self._new_relations.items():
            place = relations_part(part)
            content = self.archive.read(place) if place in self.archive.namelist() else _no_relations()
            root = parse(content, "Relationships", f"{_PACKAGE}/relationships")
            self.written[place] = _appended(content, root, [_written(relation) for relation in added])

    def _new_type(self, name: str, attributes: dict[str, str]) -> None:
        self._new_types.append(tag(name, attributes, is_empty=True))
        self._types.children.append(Element(name, attributes, 0, 0))

    def _type_of(self, name: str) -> str:
        found = [one for one in self._types.all("Override") if one.attributes.get("PartName") == f"/{name}"]
        return found[0].attributes.get("ContentType", "") if found else ""


def relations_part(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _relation(part: str, one: Element) -> Relation:
    target = one.attributes.get("Target", "")
    if one.attributes.get("TargetMode") != "External":
        folder = "/" if target.startswith("/") else f"/{posixpath.dirname(part)}"
        target = posixpath.normpath(posixpath.join(folder, target)).lstrip("/")
    return Relation(one.attributes["Id"], one.attributes["Type"], target)


def _written(relation: Relation) -> bytes:
    attributes = {"Id": relation.id, "Type": relation.type, "Target": f"/{relation.target}"}
    return tag("Relationship", attributes, is_empty=True)


def _no_relations() -> bytes:
    return _DECLARED + f'<Relationships xmlns="{_PACKAGE}/relationships"></Relationships>'.encode()


def _appended(content: bytes, root: Element, added: list[bytes]) -> bytes:
    patches: list[Patch] = list(root.with_inside(b"".join(added)))
    return b"".join(patched(content, patches))
