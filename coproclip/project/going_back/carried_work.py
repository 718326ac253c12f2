"""Who the work is done with and where, and whom to turn to: after going back to a backup only as it is said now.

“The project as it is says what may leave.” What was taken out or put more generally since is not said again; nor is
anything that the backup says nothing of. What is written in whole sentences comes back: every name and every no that is
known by now is looked for in it.
"""

from collections import Counter
from collections.abc import Mapping

from coproclip.project.kinds import ListKind
from coproclip.project.storage.two_databases import Both, FreeNames, Row

SAID_OF_THE_WORK = (
    *("place", "dates", "asked_by", "gathered_by", "group_name", "collective_name"),
    *("contact", "take_down", "support"),
)
"""Columns of the project that say in a few words who, where, and how to be reached."""
_KINDS_OF_PEOPLE = tuple(kind.value for kind in (ListKind.ROLE, ListKind.SECTOR, ListKind.PROJECT, ListKind.WAY))
_LISTED = (*_KINDS_OF_PEOPLE, ListKind.PLACE.value)


def carry_work(both: Both) -> Counter[str]:
    """What the project says of itself, as it is now; and what the entries of its lists are called by now."""
    found = Counter[str]()
    before = {row["id"]: row for row in both.rows_then("project")}
    for row in both.rows("project"):
        was = before.get(row["id"])
        if was is None:
            continue
        if changed := _as_now(row, was, SAID_OF_THE_WORK):
            both.set("project", row["id"], **changed)
            for name in changed:
                said = str(row[name]).splitlines()
                both.said_no_more += [line for line in str(was[name]).splitlines() if line not in said]
            found["things said of the project"] += len(changed)
    named = {row["id"]: row for row in both.rows("list_entry")}
    entries = both.rows_then("list_entry")
    taken = {(row["kind"], str(row["text"]).casefold()) for row in entries}
    for was in (one for one in entries if one["kind"] in _LISTED):
        entry = named.get(was["id"])
        if entry is None or entry["kind"] != was["kind"] or entry["text"] == was["text"]:
            continue
        if (was["kind"], str(entry["text"]).casefold()) not in taken:
            both.set("list_entry", was["id"], text=entry["text"])
            both.said_no_more.append(str(was["text"]))
            found["things said of the project"] += 1
    return found


def carry_partners(both: Both) -> Counter[str]:
    """What a partner may be named as: what it is now, or what any is; who is no partner any more is not named."""
    if not both.has("partner"):
        return Counter()
    found = Counter[str]()
    mine = {(row["id"], row["name"]): str(row["named_as"]) for row in both.rows("partner")}
    named = {_folded(name) for name in mine.values()}
    for was in both.rows_then("partner"):
        before = str(was["named_as"])
        after = mine.get((was["id"], was["name"]), before if _folded(before) in named else "")
        if before and after != before:
            both.set("partner", was["id"], named_as=after)
            both.said_no_more.append(before)
            found["ways of being named"] += 1
    return found


def carry_addresses(both: Both) -> Counter[str]:
    """Where playlists are on the web, and to which of them the report leads: nowhere that was taken away since."""
    found = Counter[str]()
    now = {row["id"]: str(row.get("address") or "") for row, _ in both.shared("playlist")}
    for was in both.rows_then("playlist"):
        address = now.get(was["id"], "")
        if was["address"] and was["address"] != address:
            both.set("playlist", was["id"], address=address)
            both.said_no_more.append(str(was["address"]))
            found["addresses"] += 1
    if both.has("report"):
        leads = {row["id"]: row["playlist_id"] for row in both.rows("report")}
        for was in both.rows_then("report"):
            if was["playlist_id"] is None or leads.get(was["id"]) == was["playlist_id"]:
                continue
            there = leads.get(was["id"])
            both.set("report", was["id"], playlist_id=there if there in now else None)
            found["addresses"] += 1
    return found


def carry_aliases(both: Both) -> Counter[str]:
    """What people go by now, and what their voices and others are called by now."""
    found = Counter[str]()
    before = {row["id"]: row for row in both.rows_then("storyteller")}
    renamed: dict[object, tuple[str, str]] = {}
    for row in both.rows("storyteller"):
        was = before.get(both.whose.known(row["id"]))
        if was is None or was["alias"] == row["alias"]:
            continue
        taken = FreeNames(str(one["alias"]) for one in both.rows_then("storyteller") if one["id"] != was["id"])
        alias = taken.take(str(row["alias"]))
        both.set("storyteller", was["id"], alias=alias)
        renamed[was["id"]] = str(was["alias"]), alias
        found["names that people go by"] += 1
    voices = {(row["id"], row["story_id"], row["role"]): str(row["name"]) for row in both.rows("speaker")}
    stories = {row["id"] for row, _ in both.shared("story")}
    for voice in both.rows_then("speaker"):
        if voice["story_id"] not in stories:
            continue
        name = str(voice["name"])
        if voice["storyteller_id"] in renamed:
            name = name.replace(*renamed[voice["storyteller_id"]])
        elif voice["storyteller_id"] is None:
            name = voices.get((voice["id"], voice["story_id"], voice["role"]), name)
        if name != voice["name"]:
            both.set("speaker", voice["id"], name=name)
            found["names of voices"] += voice["storyteller_id"] not in renamed
    return found


def _as_now(row: Row, was: Row, names: tuple[str, ...]) -> Mapping[str, object]:
    return {name: row[name] for name in names if name in row and was[name] and row[name] != was[name]}


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
