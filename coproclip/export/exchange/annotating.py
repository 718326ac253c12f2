"""A marked sound as other programs read it: Audacity’s labels, ELAN (.eaf), OHMS (oral history)."""

from datetime import date

from coproclip.export.captioning.captions import vtt
from coproclip.export.captioning.cues import Cue
from coproclip.export.exchange.marked_sound import Mark, MarkedSound, Sentence, heading
from coproclip.export.exchange.xml import Element, add, document, element
from coproclip.export.playlist.listen_page import language_tag
from coproclip.timecode import print_time

_SCHEMA = "http://www.w3.org/2001/XMLSchema-instance"
_OHMS = "https://www.weareavp.com/nunncenter/ohms"
_EAF_SCHEMA = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"
_MIME = {".wav": "audio/x-wav", ".m4a": "audio/mp4"}
NOBODY = "Not said who"
"""A tier has to be called something."""
MARKS, THEMES = "Excerpts", "Themes"


def labels_text(sound: MarkedSound) -> str:
    """Labels for Audacity: a line for each excerpt, in seconds; before them, for whom it is."""
    head = [f"0.000000\t0.000000\t{sound.notice}"] if sound.notice else []
    lines = [f"{mark.start_ms / 1000:.6f}\t{mark.end_ms / 1000:.6f}\t{_label(mark)}" for mark in sound.marks]
    return "\n".join([*head, *lines]) + "\n"


def _label(mark: Mark) -> str:
    return f"{heading(mark)} ({mark.signed})" if mark.signed else heading(mark)


# ---- ELAN -----------------------------------------------------------------------------------------------------


def elan_text(sound: MarkedSound) -> str:
    """An .eaf file: a tier for each voice, one with the excerpts and one with their themes."""
    root = element(
        "ANNOTATION_DOCUMENT",
        AUTHOR="CoProClip",
        DATE=f"{date.today().isoformat()}T00:00:00+00:00",
        FORMAT="3.0",
        VERSION="3.0",
    )
    root.set("xmlns:xsi", _SCHEMA)
    root.set("xsi:noNamespaceSchemaLocation", _EAF_SCHEMA)
    header = add(root, "HEADER", MEDIA_FILE="", TIME_UNITS="milliseconds")
    media = f"./{sound.media.as_posix()}"
    add(header, "MEDIA_DESCRIPTOR", MEDIA_URL=media, RELATIVE_MEDIA_URL=media, MIME_TYPE=_MIME[sound.media.suffix])
    tiers = _Tiers(root, add(root, "TIME_ORDER"))
    speakers: dict[str, list[Sentence]] = {}
    for one in sound.sentences:
        speakers.setdefault(one.speaker or NOBODY, []).append(one)
    for speaker, said in speakers.items():
        tiers.add(speaker, [(one.start_ms, one.end_ms, one.text) for one in said], participant=speaker)
    tiers.add(MARKS, [(mark.start_ms, mark.end_ms, _label(mark)) for mark in sound.marks])
    themed = [(mark.start_ms, mark.end_ms, "; ".join(mark.themes)) for mark in sound.marks if mark.themes]
    tiers.add(THEMES, themed)
    add(header, "PROPERTY", str(tiers.count), NAME="lastUsedAnnotationId")
    if sound.notice:
        add(header, "PROPERTY", sound.notice, NAME="notice")
    add(root, "LINGUISTIC_TYPE", LINGUISTIC_TYPE_ID="default-lt", TIME_ALIGNABLE="true", GRAPHIC_REFERENCES="false")
    head = f"<!-- {sound.notice} -->\n" if sound.notice else ""
    return document(root, head)


class _Tiers:
    """Puts annotations into tiers, with a time slot for each edge. Those of a tier never overlap: it may not."""

    def __init__(self, root: Element, order: Element) -> None:
        self._root, self._order = root, order
        self.count = self._slots = 0
        self._called = set[str]()

    def add(self, name: str, stretches: list[tuple[int, int, str]], participant: str | None = None) -> None:
        """A tier of this name, or several where stretches overlap."""
        rest, number = sorted(stretches), 1
        while rest or number == 1:
            called = self._free(name if number == 1 else f"{name} ({number})")
            tier = add(self._root, "TIER", LINGUISTIC_TYPE_REF="default-lt", TIER_ID=called, PARTICIPANT=participant)
            over, until = list[tuple[int, int, str]](), -1
            for start, end, text in rest:
                if start < until:
                    over.append((start, end, text))
                    continue
                until = max(start + 1, end)
                self.count += 1
                slots = {"TIME_SLOT_REF1": self._slot(start), "TIME_SLOT_REF2": self._slot(until)}
                one = add(add(tier, "ANNOTATION"), "ALIGNABLE_ANNOTATION", ANNOTATION_ID=f"a{self.count}", **slots)
                add(one, "ANNOTATION_VALUE", text)
            rest, number = over, number + 1

    def _free(self, name: str) -> str:
        """A voice may be called like one of our own tiers."""
        while name in self._called:
            name = f"{name} *"
        self._called.add(name)
        return name

    def _slot(self, time_ms: int) -> str:
        self._slots += 1
        add(self._order, "TIME_SLOT", TIME_SLOT_ID=f"ts{self._slots}", TIME_VALUE=time_ms)
        return f"ts{self._slots}"


# ---- OHMS -----------------------------------------------------------------------------------------------------

_BEFORE_INDEX = ("sync", "sync_alt", "transcript_alt_lang")


def ohms_text(sound: MarkedSound) -> str:
    """An OHMS record: an index point for each excerpt, and the words with times."""
    root = element("ROOT", xmlns=_OHMS)
    record = add(root, "record", id="", dt="")
    add(record, "version", "5.4")
    add(record, "date", value=sound.recorded_on, format="yyyy-mm-dd")
    add(record, "title", sound.title)
    add(record, "duration", print_time(sound.duration_ms).partition(".")[0])
    keywords = dict.fromkeys(theme for mark in sound.marks for theme in mark.themes)
    for theme in keywords:
        add(record, "keyword", theme)
    add(record, "file_name", sound.media.name)
    for tag in _BEFORE_INDEX:
        add(record, tag)
    add(record, "translate", 0)
    add(record, "media_url", sound.media.as_posix())
    media = add(record, "mediafile")
    add(media, "host", "Other")
    add(media, "clip_format", "audio")
    add(record, "language", language_tag(sound.language))
    add(record, "user_notes", sound.notice)
    index = add(record, "index")
    for mark in sound.marks:
        point = add(index, "point")
        add(point, "time", mark.start_ms // 1000)
        add(point, "title", heading(mark))
        add(point, "partial_transcript", mark.text)
        add(point, "synopsis", mark.signed)
        add(point, "keywords", ";".join(mark.themes))
        add(point, "subjects")
    add(record, "type", "interview")
    add(record, "description")
    add(record, "transcript")
    add(record, "rights", sound.notice)
    add(record, "fmt", "audio")
    add(record, "usage", sound.notice)
    add(record, "vtt_transcript", vtt(_cues(sound), notice=sound.notice))
    return document(root, f"<!-- {sound.notice} -->\n" if sound.notice else "")


def _cues(sound: MarkedSound) -> list[Cue]:
    return [Cue(one.start_ms, max(one.start_ms + 1, one.end_ms), (one.text,), one.speaker) for one in sound.sentences]
