"""Read a page as a browser would: its elements in order, with their attributes and text."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

EMPTY = {"meta", "link", "br", "hr", "img", "input", "path", "circle", "line", "rect", "polyline", "polygon", "use"}


@dataclass
class Element:
    """One element; `text` is all text inside it, `inside` the names of the elements around it."""

    tag: str
    attributes: dict[str, str]
    inside: tuple[str, ...]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """The elements of a page, in order."""

    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {k: v or "" for k, v in attrs}, tuple(e.tag for e in self.open))
        self.elements.append(element)
        if tag not in EMPTY:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.elements.append(Element(tag, {k: v or "" for k, v in attrs}, tuple(e.tag for e in self.open)))

    def handle_endtag(self, tag):
        if tag not in EMPTY:
            assert self.open, f"</{tag}> closes nothing"
            assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
            self.open.pop()

    def handle_data(self, data):
        for element in self.open:
            element.text += data

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Return the elements of that name that have these attributes (class_ means one class among others)."""
        wanted = attributes.pop("class_", "")
        return [
            e
            for e in self.elements
            if e.tag == tag
            and (not wanted or wanted in e.attributes.get("class", "").split())
            and all(e.attributes.get(k) == v for k, v in attributes.items())
        ]


def read(html: bytes | str) -> Page:
    """Read a whole page; every element must be closed where it was opened."""
    page = Page()
    page.feed(html if isinstance(html, str) else html.decode())
    page.close()
    assert not page.open, f"never closed: {[e.tag for e in page.open]}"
    return page
