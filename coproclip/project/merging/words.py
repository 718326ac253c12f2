"""What came in from a copy, said to a person."""

from coproclip.project.merging.bring_back import BroughtBack

_NEW = {
    "story": ("story", "stories"),
    "excerpt": ("excerpt", "excerpts"),
    "excerpt_translation": ("translation of an excerpt", "translations of excerpts"),
    "theme": ("theme", "themes"),
    "theme_link": ("excerpt put in a theme", "excerpts put in themes"),
    "playlist": ("playlist", "playlists"),
    "playlist_item": ("place in a playlist", "places in playlists"),
    "answer": ("answer to an excerpt", "answers to excerpts"),
    "consent": ("answer about a whole story", "answers about whole stories"),
    "mention": ("name said in a story", "names said in stories"),
    "moment": ("marked moment", "marked moments"),
    "storyteller": ("person", "people"),
    "group_note": ("note of the group", "notes of the group"),
    "workshop_session": ("workshop", "workshops"),
    "handover": ("thing that went out", "things that went out"),
}
_CHANGED = {
    "passages": ("stretch of a transcript", "stretches of transcripts"),
    "story changed": ("story’s details", "stories’ details"),
    "excerpt changed": ("excerpt", "excerpts"),
    "theme changed": ("theme", "themes"),
    "mention changed": ("decision about a name", "decisions about names"),
    "storyteller changed": ("person’s details", "people’s details"),
    "project changed": ("of the project’s own details", "of the project’s own details"),
    "speaker changed": ("voice", "voices"),
}


def sentences(done: BroughtBack) -> list[str]:
    """What is new, what was changed, what was deleted: a sentence each, none for what did not happen."""
    new = _counted({what: count for what, count in done.counts.items() if what in _NEW}, _NEW)
    changed = _counted({what: count for what, count in done.counts.items() if what in _CHANGED}, _CHANGED)
    deleted = {what.removesuffix(" deleted"): n for what, n in done.counts.items() if what.endswith(" deleted")}
    gone = _counted({what: count for what, count in deleted.items() if what in _NEW}, _NEW)
    rest = sum(n for what, n in done.counts.items() if what not in (*_NEW, *_CHANGED) and not what.endswith("deleted"))
    found = [f"New: {new}."] if new else []
    if done.stories:
        found.append(f"New stories: {', '.join(f'“{title}”' for title in done.stories)}.")
    found += [f"Changed: {changed}."] if changed else []
    found += [f"Deleted: {gone}."] if gone else []
    found += [f"And {rest:,} smaller {'thing' if rest == 1 else 'things'}."] if rest and found else []
    return found + ([f"{rest:,} smaller {'thing' if rest == 1 else 'things'}."] if rest and not found else [])


def _counted(counts: dict[str, int], words: dict[str, tuple[str, str]]) -> str:
    return ", ".join(f"{count:,} {words[what][count != 1]}" for what, count in counts.items() if count)
