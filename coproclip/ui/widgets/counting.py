"""Numbers in sentences."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QDate, QLocale, Qt


def counted(number: int, one: str, many: str) -> str:
    """`one` as it is for a single thing, else `many` with `number` for its `{n}`."""
    return one if number == 1 else many.format(n=number)


def some_of(parts: Sequence[str], most: int = 3) -> str:
    """“a, b, c and 4 more”: in a sentence no more stand than somebody reads."""
    some = ", ".join(parts[:most])
    more = QCoreApplication.translate("Counting", "{names} and {n} more")
    return more.format(names=some, n=f"{len(parts) - most:,}") if len(parts) > most else some


def some_named(names: Sequence[str], most: int = 3) -> str:
    """The same with each in quotation marks."""
    return some_of([f"“{name}”" for name in names], most)


def of_stories(some: int, every: int) -> str:
    """“3 of 12 stories”."""
    one = QCoreApplication.translate("Counting", "{some} of 1 story")
    many = QCoreApplication.translate("Counting", "{some} of {n} stories")
    return counted(every, one, many.replace("{some}", str(some))).replace("{some}", str(some))


def day(iso: str) -> str:
    """“14 May”, with the year when it is not this one."""
    when = QDate.fromString(iso[:10], Qt.DateFormat.ISODate)
    this_year = when.year() == QDate.currentDate().year()
    return QLocale().toString(when, "d MMM" if this_year else "d MMM yyyy") if when.isValid() else iso
