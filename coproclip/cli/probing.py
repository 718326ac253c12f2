"""`coproclip probe`: what is in a file, before it is imported."""

from pathlib import Path
from typing import Annotated, Any

import typer

from coproclip.audio.files import SoundFile, probe
from coproclip.audio.tracks import Places, TrackSpeech, about_choice, choose_tracks, hear_tracks, speech_words
from coproclip.cli.arguments import AsJson
from coproclip.cli.output import counted, say, show, show_json
from coproclip.timecode import clock


def probe_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A sound or video file.")], as_json: AsJson = False
) -> None:
    """Say what is in a sound or video file.

    Its sound tracks are numbered as “import --track” takes them.
    """
    sound = probe(file.absolute())
    speech = hear_tracks(sound)
    taken = choose_tracks(sound, speech)
    about = about_choice(sound, taken, speech)
    if as_json:
        show_json(_facts(sound, speech, taken, about))
        return
    length = clock(sound.duration_ms or sound.whole_ms or 0) if sound.duration_ms or sound.whole_ms else "unknown"
    show(f"{file.name}: {'video' if sound.is_video else 'sound'} ({sound.container}), length {length}")
    by_place = {on_track.track.place: on_track for on_track in speech}
    for track in sound.tracks:
        words = [track.codec, f"{track.sample_rate} Hz", counted(track.channels, "channel")] if track.codec else []
        listened = not track.codec or track.place in by_place
        spoken = speech_words(by_place.get(track.place)) if listened else "was not listened to"
        words += [track.title, track.language, spoken]
        show(f"{track.place + 1:>4}  {', '.join(part for part in words if part)}")
    say(about or "It has one sound track.")


def _facts(sound: SoundFile, speech: tuple[TrackSpeech, ...], taken: Places, about: str) -> dict[str, Any]:
    by_place = {on_track.track.place: on_track for on_track in speech}
    return {
        "container": sound.container,
        "duration_ms": sound.duration_ms or sound.whole_ms,
        "video": sound.is_video,
        "tracks": [
            {
                "number": track.place + 1,
                "codec": track.codec,
                "sample_rate": track.sample_rate,
                "channels": track.channels,
                "title": track.title,
                "language": track.language,
                "speech": round(by_place[track.place].speech, 3) if track.place in by_place else 0.0,
                "speaks": track.place in by_place and by_place[track.place].speaks,
            }
            for track in sound.tracks
        ],
        "takes": [place + 1 for place in taken],
        "about": about,
    }
