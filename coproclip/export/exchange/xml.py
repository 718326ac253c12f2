"""XML as other programs read it. Texts in it have to be plain (`harmless.plain`): not every sign can stand in XML."""

from xml.etree import ElementTree

Element = ElementTree.Element
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def element(tag: str, **attributes: object) -> Element:
    """An element; an attribute that is None is left out."""
    return ElementTree.Element(tag, _written(attributes))


def add(parent: Element, tag: str, text: object = "", **attributes: object) -> Element:
    """A new last element in `parent`, with this text."""
    made = ElementTree.SubElement(parent, tag, _written(attributes))
    made.text = str(text) or None
    return made


def document(root: Element, after_head: str = "") -> str:
    """The whole document, indented; `after_head` stands before its first element."""
    ElementTree.indent(root)
    return f"{_HEAD}{after_head}{ElementTree.tostring(root, encoding='unicode')}\n"


def _written(attributes: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in attributes.items() if value is not None}
