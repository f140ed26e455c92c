"""The comments of a packed sheet and the shapes that show them, in the two parts in which a workbook keeps them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple

from census_app.exports.packed.places import Element, Patch, Unusual, parse, patched, tag
from census_app.exports.packed.styles import MAIN

Cell = tuple[int, int]
"""Row and column, from 1."""
IDS_OF_A_BLOCK = 1024
_THREADED = "tc="
_NO_NOTES = f'<comments xmlns="{MAIN}"><authors></authors><commentList></commentList></comments>'.encode()
_SPACES = {
    "xmlns:v": "urn:schemas-microsoft-com:vml",
    "xmlns:o": "urn:schemas-microsoft-com:office:office",
    "xmlns:x": "urn:schemas-microsoft-com:office:excel",
}
_SHAPE_TYPE = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_LAYOUT = b'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data=""/></o:shapelayout>'
_NO_SHAPES = tag("xml", _SPACES) + _LAYOUT + _SHAPE_TYPE + b"</xml>"
_BLOCKS = re.compile(rb'<\w{1,20}:idmap\b[^>]{0,200}?\bdata="([0-9,]{1,4000})"')


class Notes:
    """The comments of a sheet, an empty list when it has no such part."""

    def __init__(self, content: bytes | None, author: str) -> None:
        self.content = _NO_NOTES if content is None else content
        self.author = author
        self.root = parse(self.content, "comments", MAIN)
        authors, listed = self.root.one("authors"), self.root.one("commentList")
        if authors is None or listed is None:
            raise Unusual("comments")
        self.authors, self.listed = authors, listed
        self._names = [one.text for one in authors.children]
        self.by_cell = {coordinate_to_tuple(one.attributes["ref"]): one for one in listed.children}

    @property
    def own(self) -> set[Cell]:
        """The cells with a comment that we wrote."""
        return {cell for cell, one in self.by_cell.items() if self._author_of(one) == self.author}

    def theirs(self, cell: Cell) -> str:
        """What somebody else wrote at the cell. Raises: Unusual for a conversation, which is kept elsewhere too."""
        one = self.by_cell.get(cell)
        if one is None or self._author_of(one) == self.author:
            return ""
        if self._author_of(one).startswith(_THREADED):
            raise Unusual("conversation")
        return one.whole_text("t")

    def written(self, texts: Mapping[Cell, str]) -> bytes:
        """The part with these comments, none of ours beside them, and everybody else's."""
        place, patches = self._place_of_author()
        gone = self.own | set(texts)
        patches += [Patch(one.start, one.end, b"") for cell, one in self.by_cell.items() if cell in gone]
        patches += self.listed.with_inside(b"".join(_note(cell, text, place) for cell, text in texts.items()))
        return b"".join(patched(self.content, patches))

    def _author_of(self, one: Element) -> str:
        return self._names[int(one.attributes.get("authorId", 0))]

    def _place_of_author(self) -> tuple[int, list[Patch]]:
        if self.author in self._names:
            return self._names.index(self.author), []
        return len(self._names), list(self.authors.with_inside(f"<author>{escape(self.author)}</author>".encode()))


def _note(cell: Cell, text: str, author: int) -> bytes:
    place = f"{get_column_letter(cell[1])}{cell[0]}"
    inside = f'<text><r><t xml:space="preserve">{escape(text)}</t></r></text>'
    return f'<comment ref="{place}" authorId="{author}">{inside}</comment>'.encode()


def used_blocks(drawings: Iterable[bytes]) -> set[int]:
    """The blocks of shape numbers that the drawings of a workbook have taken."""
    found = (number for content in drawings for told in _BLOCKS.findall(content) for number in told.split(b","))
    return {int(number) for number in found if number}


def drawn_notes(
    content: bytes | None, gone: Collection[Cell], wanted: Mapping[Cell, tuple[int, int]], first_block: int
) -> tuple[bytes, int]:
    """The drawing with a shape for each wanted cell (its width and height), none for those that are gone.

    Returns how many blocks of numbers, from the first on, it took.
    """
    content = _NO_SHAPES if content is None else content
    root = parse(content, "xml", None)
    names = _Names(root)
    shown = {cell: shape for shape in root.all(names.shape) if (cell := _cell_of(shape, names)) is not None}
    patches = [Patch(shape.start, shape.end, b"") for cell, shape in shown.items() if cell in gone]
    new = [cell for cell in wanted if cell not in shown]
    blocks = -(-(len(new) + 1) // IDS_OF_A_BLOCK) if new else 0
    patches += _more_blocks(root, names, range(first_block, first_block + blocks))
    types = {one.attributes.get("id") for one in root.all(names.shape_type)}
    added = [] if "_x0000_t202" in types else [_SHAPE_TYPE]
    numbers = range(first_block * IDS_OF_A_BLOCK + 1, first_block * IDS_OF_A_BLOCK + 1 + len(new))
    added += [_shape(cell, *wanted[cell], number) for cell, number in zip(new, numbers, strict=True)]
    declared = {key: value for key, value in root.attributes.items() if key not in _SPACES} | _SPACES
    patches += root.with_inside(b"".join(added), None if root.attributes.items() >= _SPACES.items() else declared)
    return b"".join(patched(content, patches)), blocks


class _Names:
    """What the elements of a drawing are called with the prefixes that it uses."""

    def __init__(self, root: Element) -> None:
        prefixes = {uri: key.removeprefix("xmlns:") for key, uri in root.attributes.items()}
        if any(root.attributes.get(key, uri) != uri for key, uri in _SPACES.items()):
            raise Unusual("drawing")
        shapes, office, excel = (prefixes.get(uri, key[-1]) for key, uri in _SPACES.items())
        self.shape, self.shape_type = f"{shapes}:shape", f"{shapes}:shapetype"
        self.layout, self.blocks = f"{office}:shapelayout", f"{office}:idmap"
        self.data, self.row, self.column = (f"{excel}:{name}" for name in ("ClientData", "Row", "Column"))


def _cell_of(shape: Element, names: _Names) -> Cell | None:
    data = shape.one(names.data)
    if data is None or data.attributes.get("ObjectType") != "Note":
        return None
    row, column = data.one(names.row), data.one(names.column)
    return None if row is None or column is None else (int(row.text) + 1, int(column.text) + 1)


def _more_blocks(root: Element, names: _Names, blocks: Collection[int]) -> Iterator[Patch]:
    layout = root.one(names.layout)
    held = layout.one(names.blocks) if layout else None
    if held is not None and blocks:
        numbers = [number for number in held.attributes.get("data", "").split(",") if number]
        attributes = {**held.attributes, "data": ",".join([*numbers, *map(str, blocks)])}
        yield Patch(held.start, held.open_end, tag(held.name, attributes, is_empty=held.open_end == held.end))


def _shape(cell: Cell, width: int, height: int, number: int) -> bytes:
    style = (
        f"position:absolute;margin-left:59.25pt;margin-top:1.5pt;width:{width}px;height:{height}px;visibility:hidden"
    )
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="{style}" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
        f"<x:Row>{cell[0] - 1}</x:Row><x:Column>{cell[1] - 1}</x:Column></x:ClientData></v:shape>"
    ).encode()
