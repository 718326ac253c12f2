"""A timeline as editing programs read it: OpenTimelineIO, an edit decision list (CMX 3600), Final Cut Pro XML."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import quote

from coproclip.errors import BadInput
from coproclip.excerpts.rules.grants import verify
from coproclip.export.exchange.timeline import Timeline, TimelinePiece
from coproclip.export.exchange.xml import Element, add, document, element
from coproclip.harmless import in_json, plain

MOST_EVENTS = 999
"""An edit decision list has numbers of three figures."""
_FIRST_HOUR = 3600
_LONGEST_COMMENT = 200


def otio_text(timeline: Timeline) -> str:
    """OpenTimelineIO, exact to the sample."""
    import opentimelineio as otio

    track = otio.schema.Track(name="Excerpts", kind=otio.schema.TrackKind.Audio)
    there = Fraction(0)
    for piece in timeline.pieces:
        if (quiet := timeline.begins(piece) - there) > 0:
            gap = otio.opentime.RationalTime(float(quiet * piece.rate), piece.rate)
            track.append(otio.schema.Gap(source_range=otio.opentime.TimeRange(duration=gap)))
            there += quiet
        track.append(_clip(otio, piece))
        there += Fraction(piece.last - piece.first, piece.rate)
    made = otio.schema.Timeline(name=timeline.name)
    made.tracks.append(track)
    made.metadata["coproclip"] = {"frames_a_second": timeline.fps.value, "notice": timeline.notice.value}
    text: str = otio.adapters.write_to_string(made, "otio_json")
    return in_json(json.dumps(_named_first(json.loads(text)), ensure_ascii=False, indent=1)) + "\n"


def _named_first(made: dict[str, Any]) -> dict[str, Any]:
    """Who opens it as text reads first what it is and for whom."""
    return {name: made[name] for name in ("OTIO_SCHEMA", "name")} | made


def _clip(otio: Any, piece: TimelinePiece) -> Any:
    excerpt = verify(piece.excerpt)
    time = otio.opentime

    def _range(first: int, last: int) -> Any:
        return time.TimeRange(time.RationalTime(first, piece.rate), time.RationalTime(last - first, piece.rate))

    media = otio.schema.ExternalReference(target_url=_url(piece.media), available_range=_range(0, piece.whole))
    clip = otio.schema.Clip(name=piece.title, media_reference=media, source_range=_range(piece.first, piece.last))
    clip.markers.append(
        otio.schema.Marker(
            name=piece.title,
            marked_range=_range(piece.first, piece.last),
            comment=piece.said,
            color=otio.schema.MarkerColor.GREEN,
        )
    )
    clip.metadata["coproclip"] = {
        "excerpt": piece.number,
        "attribution": str(excerpt.attribution),
        "before_you_listen": str(excerpt.care),
        "themes": [str(theme) for theme in excerpt.themes],
        "language": excerpt.language,
        "words": piece.said,
    }
    return clip


def _url(media: Path) -> str:
    return media.as_uri() if media.is_absolute() else quote(media.as_posix())


# ---- edit decision list ---------------------------------------------------------------------------------------


def edl_text(timeline: Timeline) -> str:
    """CMX 3600, sound alone; it begins at one hour, as programs expect. Raises `BadInput` for more than it can hold."""
    if len(timeline.pieces) > MOST_EVENTS:
        raise BadInput(
            f"An edit decision list holds {MOST_EVENTS} pieces, and there are {len(timeline.pieces)}.",
            "Nothing was made.",
            "Choose OpenTimelineIO (otio), or fewer excerpts.",
        )
    lines = [f"TITLE: {timeline.name}", "FCM: NON-DROP FRAME", ""]
    hour = _FIRST_HOUR * timeline.fps.counted
    for event, piece in enumerate(timeline.pieces, 1):
        excerpt = verify(piece.excerpt)
        times = (piece.source_frame, piece.source_frame + piece.frames, hour + piece.at, hour + piece.at + piece.frames)
        codes = " ".join(timecode(frames, timeline.fps.counted) for frames in times)
        lines.append(f"{event:03}  AX       {'A' if piece.channels == 1 else 'AA':5} C        {codes}")
        lines.append(f"* FROM CLIP NAME:  {plain(piece.media.name)}")
        lines.append(f"* COMMENT: {piece.title}")
        lines.append(f"* COMMENT: {excerpt.attribution}: {piece.said}"[:_LONGEST_COMMENT])
        if excerpt.care:
            lines.append(f"* COMMENT: Before you listen: {excerpt.care}"[:_LONGEST_COMMENT])
        lines.append("")
    lines.append(f"* COMMENT: {timeline.fps.value} frames a second")
    return "\n".join(lines) + "\n"


def timecode(frames: int, counted: int) -> str:
    """`01:00:02:24`."""
    seconds, left = divmod(frames, counted)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{left:02}"


# ---- Final Cut Pro XML ----------------------------------------------------------------------------------------


def fcpxml_text(timeline: Timeline) -> str:
    """FCPXML 1.8, which Final Cut Pro and DaVinci Resolve read; every edge is on a frame, as they insist."""
    frame = 1 / timeline.fps.exact
    root = element("fcpxml", version="1.8")
    resources = add(root, "resources")
    add(resources, "format", id="r1", frameDuration=_seconds(frame), width=1920, height=1080)
    assets: dict[Path, str] = {}
    for piece in timeline.pieces:
        if piece.media not in assets:
            assets[piece.media] = f"r{len(assets) + 2}"
            _asset(resources, assets[piece.media], piece)
    event = add(add(root, "library"), "event", name=timeline.name)
    project = add(event, "project", name=timeline.name)
    sequence = add(
        project,
        "sequence",
        format="r1",
        duration=_seconds(timeline.frames * frame),
        tcStart="0s",
        tcFormat="NDF",
        audioLayout="stereo",
        audioRate="48k",
    )
    spine, at = add(sequence, "spine"), 0
    for piece in timeline.pieces:
        if piece.at > at:
            quiet = _seconds((piece.at - at) * frame)
            add(spine, "gap", name="Gap", offset=_seconds(at * frame), start="0s", duration=quiet)
        clip = add(
            spine,
            "asset-clip",
            ref=assets[piece.media],
            name=piece.title,
            offset=_seconds(piece.at * frame),
            start=_seconds(piece.source_frame * frame),
            duration=_seconds(piece.frames * frame),
            format="r1",
            audioRole="dialogue",
        )
        add(clip, "note", f"{verify(piece.excerpt).attribution}: {piece.said}")
        at = piece.at + piece.frames
    head = f"<!DOCTYPE fcpxml>\n<!-- {timeline.notice} -->\n" if timeline.notice else "<!DOCTYPE fcpxml>\n"
    return document(root, head)


def _asset(resources: Element, number: str, piece: TimelinePiece) -> None:
    add(
        resources,
        "asset",
        id=number,
        name=plain(piece.media.stem),
        src=_url(piece.media),
        start="0s",
        duration=_seconds(Fraction(piece.whole, piece.rate)),
        hasAudio=1,
        audioSources=1,
        audioChannels=piece.channels,
        audioRate=piece.rate,
    )


def _seconds(time: Fraction | int) -> str:
    found = Fraction(time)
    return f"{found.numerator}s" if found.denominator == 1 else f"{found.numerator}/{found.denominator}s"
