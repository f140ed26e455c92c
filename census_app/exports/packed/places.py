"""The elements of a part and where their bytes stand, so that a part is changed by replacing bytes and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType
from xml.sax.saxutils import quoteattr

OPEN_TAG = re.compile(rb"""<[^\s/>"']+(?:\s+[^\s=/>"']+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""")
"""A start tag, in XML that a parser has already found well formed."""
_ENCODINGS = {None, "utf-8", "us-ascii"}


class Unusual(Exception):
    """The package is written in a way that is not changed in place."""


@dataclass(frozen=True, slots=True)
class Patch:
    """Bytes `start` to `end` of a part give way to others."""

    start: int
    end: int
    content: bytes


@dataclass(slots=True)
class Element:
    """An element, from the first byte of its start tag to the last of its end tag."""

    name: str
    attributes: Mapping[str, str]
    start: int
    open_end: int
    close_start: int = -1
    end: int = -1
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def all(self, name: str) -> list[Element]:
        """The children of that name."""
        return [child for child in self.children if child.name == name]

    def one(self, name: str) -> Element | None:
        """The first child of that name."""
        return next(iter(self.all(name)), None)

    def whole_text(self, name: str) -> str:
        """All that the elements of that name within hold, in their order."""
        own = self.text if self.name == name else ""
        return own + "".join(child.whole_text(name) for child in self.children)

    def with_inside(self, added: bytes, attributes: Mapping[str, str] | None = None) -> Iterator[Patch]:
        """The element with more at the end of what it holds, and other attributes where they are given."""
        if self.open_end == self.end or attributes is not None:
            kept = self.attributes if attributes is None else attributes
            yield Patch(self.start, self.open_end, tag(self.name, kept))
        if self.open_end == self.end:
            yield Patch(self.end, self.end, added + f"</{self.name}>".encode())
        else:
            yield Patch(self.close_start, self.close_start, added)


def parse(content: bytes, root: str, namespace: str | None) -> Element:
    """The root of a part with all below it. Raises: Unusual when the root is another one or has a prefix."""
    stack: list[Element] = []
    roots: list[Element] = []
    parser = careful_parser(content)

    def begin(name: str, attributes: dict[str, str]) -> None:
        start = parser.CurrentByteIndex
        element = Element(name, attributes, start, open_end(content, start))
        (stack[-1].children if stack else roots).append(element)
        stack.append(element)

    def finish(_: str) -> None:
        element, element.close_start = stack[-1], parser.CurrentByteIndex
        is_empty = content[element.open_end - 2 : element.open_end] == b"/>"
        element.end = element.open_end if is_empty else content.index(b">", element.close_start) + 1
        stack.pop()

    def tell(text: str) -> None:
        stack[-1].text += text

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, finish, tell
    run(parser, content)
    expect_root(roots[0].name, roots[0].attributes, root, namespace)
    return roots[0]


def careful_parser(content: bytes) -> XMLParserType:
    """A parser that tells byte places. Raises: Unusual for another encoding than UTF-8."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unusual("encoding")
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.XmlDeclHandler = _check_encoding
    return parser


def run(parser: XMLParserType, content: bytes) -> None:
    """The whole part goes through the parser. Raises: Unusual when it is broken."""
    try:
        parser.Parse(content, True)
    except ExpatError as error:
        raise Unusual("broken") from error


def expect_root(name: str, attributes: Mapping[str, str], root: str, namespace: str | None) -> None:
    """Return only for a part whose names stand without a prefix. Raises: Unusual."""
    if name != root or attributes.get("xmlns") != namespace:
        raise Unusual(root)


def open_end(content: bytes, start: int) -> int:
    """Where the start tag that begins here ends."""
    found = OPEN_TAG.match(content, start)
    if found is None:
        raise Unusual("tag")
    return found.end()


def tag(name: str, attributes: Mapping[str, str], *, is_empty: bool = False) -> bytes:
    """A start tag, or an element that holds nothing."""
    written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{written}{'/' if is_empty else ''}>".encode()


def patched(content: bytes, patches: Iterable[Patch]) -> Iterator[bytes | memoryview]:
    """The part with its patches; two at one place in the order in which they were given."""
    whole, at = memoryview(content), 0
    for patch in sorted(patches, key=lambda patch: (patch.start, patch.end)):
        if patch.start < at:
            raise Unusual("overlap")
        yield whole[at : patch.start]
        yield patch.content
        at = patch.end
    yield whole[at:]


def _refuse(*_: object) -> None:
    raise Unusual("doctype")


def _check_encoding(_: str, encoding: str | None, __: int) -> None:
    if (encoding.lower() if encoding else None) not in _ENCODINGS:
        raise Unusual("encoding")
