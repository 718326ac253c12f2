"""`coproclip excerpt translate`: an excerpt in another language, line beside line."""

from pathlib import Path
from typing import Annotated, Any

import typer

from coproclip.cli.arguments import AsJson, ProjectPath, opened
from coproclip.cli.output import say, say_for_team, show, show_team_json
from coproclip.excerpts.translating import (
    InLanguages,
    in_languages,
    lines_from_file,
    remove_translation,
    set_translation,
)
from coproclip.excerpts.translations import Translated, TranslationState
from coproclip.project.journal import Operation
from coproclip.speech.language_names import language_tag, own_name
from coproclip.timecode import clock

_STATES = {
    TranslationState.WHOLE: "whole",
    TranslationState.UNFINISHED: "unfinished",
    TranslationState.OTHER_WORDS: "other words",
}
NOT_AGREED = "It leaves with nothing until every storyteller heard in it agrees to being translated."
_WORDS = {
    TranslationState.WHOLE: "It leaves beside the excerpt once the storyteller has said yes to it as it is now.",
    TranslationState.UNFINISHED: "Lines are missing, so it leaves with nothing.",
    TranslationState.OTHER_WORDS: "The excerpt changed since it was written, so it leaves with nothing.",
}


def translate(
    context: typer.Context,
    project: ProjectPath,
    excerpt: Annotated[int, typer.Argument(metavar="ID", help="The excerpt’s number.")],
    language: Annotated[
        str, typer.Option(metavar="LANGUAGE", help="The letters of a language, such as cy, ar or pt-BR.")
    ] = "",
    file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Captions (.srt, .vtt) of the clip, or a .txt with a line a sentence."),
    ] = None,
    show_it: Annotated[bool, typer.Option("--show", help="Show its lines, as without anything else.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Remove this translation.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write an excerpt in another language, line beside line, or show how it stands."""
    if (file is not None) + show_it + remove > 1 or ((file is not None or remove) and not language):
        context.fail("Give --language with one of --file, --show and --remove.")
    with opened(project) as target:
        if file is not None:
            lines = lines_from_file(target, excerpt, file)
            with target.edit(Operation.TRANSLATE_EXCERPT) as edit:
                set_translation(edit, excerpt, language, lines)
        elif remove:
            with target.edit(Operation.TRANSLATE_EXCERPT) as edit:
                remove_translation(edit, excerpt, language)
        with target.read() as session:
            found = in_languages(session, excerpt)
    tag = language_tag(language)
    some = [one for one in found.translations if not language or one.language == tag]
    if as_json:
        show_team_json([_row(found, one) for one in some])
        return
    if remove:
        show(f"Removed the translation into {own_name(tag)}")
        return
    say_for_team()
    for one in some:
        _show(found, one)
    if not some:
        for original in found.originals:
            show(f"{clock(original.start_ms)}  {original.text}")
        say("There is no translation of it yet.")


def _show(found: InLanguages, one: Translated) -> None:
    show(f"{own_name(one.language)} ({one.language})")
    for place, (original, line) in enumerate(zip(found.originals, one.lines, strict=True)):
        mark = "  (look at it again)" if place in one.to_look_at else ""
        show(f"{clock(original.start_ms)}  {original.text}")
        show(f"       {line or '–'}{mark}")
    say(_WORDS[one.state] if found.agreed or one.state is not TranslationState.WHOLE else NOT_AGREED)


def _row(found: InLanguages, one: Translated) -> dict[str, Any]:
    lines = [
        {
            "start_ms": original.start_ms,
            "end_ms": original.end_ms,
            "original": original.text,
            "text": line,
            "look_at": place in one.to_look_at,
        }
        for place, (original, line) in enumerate(zip(found.originals, one.lines, strict=True))
    ]
    state = _STATES[one.state]
    return {
        "language": one.language,
        "name": own_name(one.language),
        "state": state,
        "agreed": found.agreed,
        "lines": lines,
    }
