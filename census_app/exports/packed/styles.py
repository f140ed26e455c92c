"""The styles of a packed workbook: each marked cell keeps its own, but for the fill."""

from __future__ import annotations

from collections.abc import Mapping

from census_app.exports.packed.places import Element, Patch, Unusual, parse, patched, tag

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OF_A_FORMAT = {"fonts": "fontId", "fills": "fillId", "borders": "borderId"}


class Styles:
    """The styles part, and what is added to its lists."""

    def __init__(self, content: bytes, colours: Mapping[str, str]) -> None:
        self.content, self.colours = content, colours
        self.root = parse(content, "styleSheet", MAIN)
        self.lists = {name: self._list(name) for name in (*_OF_A_FORMAT, "cellXfs")}
        self.added: dict[str, list[bytes]] = {name: [] for name in self.lists}
        self._filled: dict[tuple[int, str], int] = {}
        self._fill_ids: dict[str, int] = {}
        self._own_fills = {place for place, fill in enumerate(self.lists["fills"].children) if self._is_ours(fill)}

    def filled(self, style: int, severity: str) -> int:
        """The style with the fill of that severity."""
        if (style, severity) not in self._filled:
            self._filled[style, severity] = self._with_fill(style, self._fill_id(severity))
        return self._filled[style, severity]

    def washed(self, style: int) -> int:
        """The style without a fill when its fill is one of ours, and as it is otherwise."""
        if int(self._format(style).attributes.get("fillId", 0)) not in self._own_fills:
            return style
        if (style, "") not in self._filled:
            self._filled[style, ""] = self._with_fill(style, 0)
        return self._filled[style, ""]

    def taken_over(self, content: bytes) -> list[int]:
        """The cell formats of another workbook's styles are here too. Returns their numbers here."""
        other = parse(content, "styleSheet", MAIN)
        shift = {}
        for name in _OF_A_FORMAT:
            shift[name] = len(self.lists[name].children) + len(self.added[name])
            theirs = other.one(name)
            for child in theirs.children if theirs else ():
                self._add(name, content[child.start : child.end])
        formats = other.one("cellXfs")
        numbers = []
        for one in formats.children if formats else ():
            moved = {key: str(shift[name] + int(one.attributes.get(key, 0))) for name, key in _OF_A_FORMAT.items()}
            applied = {f"apply{key[:-2].capitalize()}": "1" for key in _OF_A_FORMAT.values()}
            attributes = {**one.attributes, **moved, **applied, "xfId": "0"}
            inside = content[one.open_end : one.close_start] if one.end != one.open_end else b""
            numbers.append(self._add("cellXfs", tag("xf", attributes) + inside + b"</xf>"))
        return numbers

    def written(self) -> bytes:
        """The part with what was added."""
        patches: list[Patch] = []
        for name, added in self.added.items():
            if added:
                held = self.lists[name]
                attributes = {**held.attributes, "count": str(len(held.children) + len(added))}
                patches += held.with_inside(b"".join(added), attributes)
        return b"".join(patched(self.content, patches))

    def _list(self, name: str) -> Element:
        found = self.root.one(name)
        single = {"fonts": "font", "fills": "fill", "borders": "border", "cellXfs": "xf"}[name]
        if found is None or not found.children or any(child.name != single for child in found.children):
            raise Unusual("styles")
        return found

    def _format(self, style: int) -> Element:
        formats = self.lists["cellXfs"].children
        if not 0 <= style < len(formats):
            raise Unusual("style")
        return formats[style]

    def _with_fill(self, style: int, fill_id: int) -> int:
        own = self._format(style)
        attributes = {**own.attributes, "fillId": str(fill_id), "applyFill": "1"}
        inside = self.content[own.open_end : own.close_start] if own.end != own.open_end else b""
        return self._add("cellXfs", tag("xf", attributes) + inside + b"</xf>")

    def _fill_id(self, severity: str) -> int:
        colour = self.colours[severity]
        if colour not in self._fill_ids:
            pattern = f'<patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/></patternFill>'
            self._fill_ids[colour] = self._add("fills", f"<fill>{pattern}</fill>".encode())
        return self._fill_ids[colour]

    def _add(self, name: str, content: bytes) -> int:
        self.added[name].append(content)
        return len(self.lists[name].children) + len(self.added[name]) - 1

    def _is_ours(self, fill: Element) -> bool:
        pattern = fill.one("patternFill")
        colour = pattern.one("fgColor") if pattern else None
        return colour is not None and colour.attributes.get("rgb") in self.colours.values()
