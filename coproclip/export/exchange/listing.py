"""Clips in a list: as a table (CSV), and as W3C Web Annotations (JSON-LD)."""

import json
from urllib.parse import quote
from uuid import UUID, uuid5

from coproclip.excerpts.rules.grants import verify
from coproclip.export.documents.tables import Table, as_csv
from coproclip.export.exchange.timeline import Timeline, TimelinePiece
from coproclip.export.folders.manifest import Owner, grant_of
from coproclip.export.playlist.listen_page import language_tag
from coproclip.harmless import in_json
from coproclip.timecode import print_time

_IDS = UUID("8d0c9a52-6f0e-4a52-8a0b-64f3b0f9f2a1")


def clips_csv(timeline: Timeline) -> str:
    """A row for each clip: when it is heard on the timeline, its words, who says them, its themes and its file."""
    columns = ("Number", "Title", "From", "To", "Who", "Themes", "Before you listen", "Words", "Sound file")
    rows = tuple(
        (
            piece.number,
            piece.title,
            print_time(start := round(timeline.begins(piece) * 1000)),
            print_time(start + (piece.last - piece.first) * 1000 // piece.rate),
            str(verify(piece.excerpt).attribution),
            "; ".join(piece.excerpt.themes),
            str(piece.excerpt.care),
            piece.said,
            piece.media.as_posix(),
        )
        for piece in timeline.pieces
    )
    return as_csv(Table(timeline.name, columns, rows), timeline.notice).decode("utf-8")


def annotations_text(timeline: Timeline, owner: Owner) -> str:
    """A page of annotations, one for each clip; their names stay the same as long as nothing of a clip changes."""
    key = owner.project_key
    page = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": uuid5(_IDS, "\n".join([key, *(grant_of(piece.excerpt) for piece in timeline.pieces)])).urn,
        "type": "AnnotationPage",
        "label": timeline.name,
        "items": [_annotation(piece, key) for piece in timeline.pieces],
    }
    return in_json(json.dumps(page, ensure_ascii=False, indent=1)) + "\n"


def _annotation(piece: TimelinePiece, key: str) -> dict[str, object]:
    excerpt = verify(piece.excerpt)
    language = {"language": tag} if (tag := language_tag(excerpt.language)) else {}
    tags = [{"type": "TextualBody", "purpose": "tagging", "value": str(theme)} for theme in excerpt.themes]
    notes = [("describing", piece.title), ("identifying", str(excerpt.attribution))]
    notes += [("commenting", f"Before you listen: {excerpt.care}")] if excerpt.care else []
    bodies = [{"type": "TextualBody", "purpose": why, "value": text} for why, text in notes if text]
    long = (piece.last - piece.first) / piece.rate
    source = {"id": quote(piece.media.as_posix()), "type": "Sound"} | language
    return {
        "id": uuid5(_IDS, f"{key}\n{grant_of(excerpt)}").urn,
        "type": "Annotation",
        "motivation": ["highlighting", *(["tagging"] if tags else [])],
        "body": [*bodies, *tags],
        "target": {
            "type": "SpecificResource",
            "source": source,
            "selector": [
                {
                    "type": "FragmentSelector",
                    "conformsTo": "http://www.w3.org/TR/media-frags/",
                    "value": f"t=0,{long:.3f}",
                },
                {"type": "TextQuoteSelector", "exact": piece.said},
            ],
        },
    }
