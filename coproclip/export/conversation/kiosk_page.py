"""The kiosk page: one file that plays the excerpts one after another, round and round, for a screen nobody minds."""

from collections.abc import Sequence

from markupsafe import Markup

from coproclip.excerpts.rules.grants import ShareableExcerpt, verify, verify_texts
from coproclip.export.captioning.captions import turns
from coproclip.export.conversation.content import PackInfo
from coproclip.export.documents.html_page import content_policy, icon, json_for_script, page_environment, template_text
from coproclip.export.playlist.listen_page import (
    language_tag,
    languages_of,
    shown_cues,
    sound_inside,
    timed_cues,
    translations_of,
)
from coproclip.export.playlist.playlist_files import PlaylistTrack, only_granted_tracks
from coproclip.timecode import length

OPENING_MS = 3000
"""So long is shown what comes, before it is heard."""
WAITS_MS = 20_000
"""So long a hard one waits for somebody to say that they will hear it."""
_ICONS = {"play": "play", "pause": "pause", "next": "skip-forward", "whole": "maximize", "care": "hand-heart"}


def kiosk_page(info: PackInfo, tracks: Sequence[PlaylistTrack]) -> str:
    """The page as HTML, with its sounds inside. Raises `NotShareable` unless all of it was granted."""
    verify_texts(info.texts)
    only_granted_tracks(tracks)
    style = Markup(template_text("listen_page.css") + template_text("kiosk.css"))
    script = Markup(template_text("kiosk.js"))
    sounds = [sound_inside(track) for track in tracks]
    playing = {
        "opening": OPENING_MS,
        "waits": WAITS_MS,
        "tracks": [
            {
                "name": track.title,
                "signed": track.attribution,
                "language": language_tag(track.language),
                "before": note_before(track.excerpt),
                "sound": sound,
                "cues": timed_cues(track),
                "others": {one.language: shown_cues(one.cues) for one in track.translated},
            }
            for track, sound in zip(tracks, sounds, strict=True)
        ],
    }
    return (
        page_environment()
        .get_template("kiosk.html")
        .render(
            info={"title": info.called or "Excerpts", "contact": info.contact, "take_down": info.take_down},
            language=language_tag(tracks[0].language),
            support=[line for line in info.support.splitlines() if line.strip()],
            languages=languages_of(tracks),
            tracks=[_shown(track) for track in tracks],
            icons={name: icon(lucide) for name, lucide in _ICONS.items()},
            style=style,
            script=script,
            policy=content_policy(style, script, inside=True),
            playing=json_for_script(playing),
        )
    )


def note_before(excerpt: ShareableExcerpt) -> str:
    """What is to be known before it is heard; empty for nothing."""
    verify(excerpt)
    return excerpt.care or ("It holds sensitive things." if excerpt.sensitive else "")


def _shown(track: PlaylistTrack) -> dict[str, object]:
    return {
        "number": track.number,
        "title": track.title,
        "attribution": track.attribution,
        "length": length(track.duration_ms),
        "before": note_before(track.excerpt),
        "language": language_tag(track.language),
        "turns": turns(track.words),
        "translations": translations_of(track),
        "audio": track.url,
    }
