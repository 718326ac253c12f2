"""`coproclip transcribe`: stories are transcribed, who speaks is worked out, a passage is transcribed again."""

from pathlib import Path
from typing import Annotated

import typer

from coproclip.capture.rebuild_derived import remake
from coproclip.cli.arguments import ProjectPath, one_of, opened, time_of
from coproclip.cli.changed import summary
from coproclip.cli.output import counted, each, progress, say, show, stoppable
from coproclip.errors import BadInput, Cancelled, MediaError, TranscriptionError
from coproclip.jobs import CancelToken, Report
from coproclip.overview.hear_again import with_another_model
from coproclip.overview.what_changed import what_changed
from coproclip.people.consent import consent_of
from coproclip.people.stories import find_story, sound_of, stories
from coproclip.project.journal import Operation
from coproclip.project.kinds import AnswerKind, ConsentAbout, TranscriptionState
from coproclip.project.project import Project
from coproclip.project.schema import Story
from coproclip.settings import load_settings
from coproclip.speech.presets import AGAIN, PRESETS
from coproclip.speech.process_pool import SpeechProcesses
from coproclip.timecode import TimeRange, clock, length
from coproclip.transcript.draft import beside
from coproclip.transcript.review import places_to_check, review_story, without_text
from coproclip.transcription.finish import tell_voices, voices_wait
from coproclip.transcription.progress import Replacement, little_found_in, progress_of_entry
from coproclip.transcription.queue import AUTO, DEVICES, OFF, VOICES, TranscriptionRequest, request_for
from coproclip.transcription.retranscribe_passage import Proposal, keep, listen_again
from coproclip.transcription.run import TranscriptionProgress, transcribe_story, transcription_progress

# Nothing of its own: as the story was begun with, or else as the settings say.
AS_BEGUN = TranscriptionRequest(voices="")
NOTHING_LEFT = "everybody has a microphone of their own, or all of it is checked"
NO_YES = "The storyteller did not say yes to being transcribed, so it was left as it is."


def transcribe(
    project: ProjectPath,
    story: Annotated[list[str] | None, typer.Argument(metavar="STORY", help="Numbers or titles; all without.")] = None,
    preset: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(PRESETS),
            parser=one_of(PRESETS),
            help="How accurate the transcript shall be: quick, balanced or careful.",
        ),
    ] = None,
    speakers: Annotated[
        str | None,
        typer.Option(
            metavar="auto|off|N|1-2",
            parser=one_of(VOICES),
            help="How many voices to tell apart, 1 to 6; one or two without.",
        ),
    ] = None,
    start: Annotated[
        int | None,
        typer.Option("--from", metavar="TIME", parser=time_of, help="Transcribe a passage again: from here."),
    ] = None,
    end: Annotated[
        int | None, typer.Option("--to", metavar="TIME", parser=time_of, help="Transcribe a passage again: up to here.")
    ] = None,
    device: Annotated[
        str,
        typer.Option(metavar="|".join(DEVICES), parser=one_of(DEVICES), help="The processor or a graphics card."),
    ] = AUTO,
    model: Annotated[str, typer.Option(metavar="NAME|FOLDER", help="A speech model; the default without.")] = "",
    language: Annotated[str, typer.Option(metavar="auto|CODE", help="The language spoken.")] = AUTO,
    again: Annotated[
        bool,
        typer.Option(
            "--again", help="Replace a transcript; what was checked or corrected stays. Or all of another speech model."
        ),
    ] = False,
    replace_all: Annotated[
        bool, typer.Option("--replace-all", help="With --again or --from: also what was checked or corrected.")
    ] = False,
) -> None:
    """Transcribe stories; carries on with what was begun."""
    asked = TranscriptionRequest(
        preset or "",
        model,
        language,
        speakers or "",
        device=device,
        typed=bool(model),
        again=again,
        replace_all=replace_all,
    )
    passage = start is not None or end is not None
    if passage and len(story or ()) != 1:
        raise typer.BadParameter("--from and --to go with one story.")
    if again and (passage or not (story or model)):
        raise typer.BadParameter("--again goes with stories or a speech model, without --from and --to.")
    if replace_all and not (again or passage):
        raise typer.BadParameter("--replace-all goes with --again, or with --from and --to.")
    if passage and speakers:
        raise typer.BadParameter("--speakers does not go with --from and --to.")
    failed = 0
    with opened(project) as target:
        with target.read() as session:
            named = [find_story(session, name) for name in story] if story else list(reversed(stories(session)))
            other = {one.story_id for one in with_another_model(session, Path(model).name)} if again else set()
        chosen = list({one.id: one for one in named if story or not again or one.id in other}.values())
        if not chosen:
            say("There are no stories in this project yet.")
        with progress("Transcribing") as report, stoppable() as cancel, SpeechProcesses() as processes:
            for number, one in enumerate(chosen):
                part = each(report, number, len(chosen))
                if _said_no(target, one):
                    failed += bool(story)
                    say(f"Story {one.id}: {NO_YES}")
                    continue
                try:
                    if passage:
                        _listen_again(target, one, _stretch(target, one, start, end), asked, part, cancel)
                    else:
                        _transcribe(target, one, asked, part, cancel, processes)
                except (MediaError, TranscriptionError) as error:
                    # What is wrong with one story is no reason to keep the others waiting.
                    failed += 1
                    say(f"Story {one.id}: {error}")
    if failed:
        raise typer.Exit(1)


def _said_no(project: Project, story: Story) -> bool:
    with project.read() as session:
        said = consent_of(session, story.id).get(ConsentAbout.TRANSCRIBED)
        return (
            said is not None
            and said.answer != AnswerKind.YES
            and transcription_progress(session, story.id, 0).state == TranscriptionState.NONE
        )


def _progress(project: Project, story_id: int) -> TranscriptionProgress:
    with project.read() as session:
        return transcription_progress(session, story_id, sound_of(project, session, story_id).duration_ms)


def _transcribe(
    project: Project,
    story: Story,
    asked: TranscriptionRequest,
    report: Report,
    cancel: CancelToken,
    processes: SpeechProcesses,
) -> None:
    before = _progress(project, story.id)
    with project.read() as session:
        waits = voices_wait(session, story.id)
    if before.state == TranscriptionState.DONE and not waits and not asked.again:
        _written_before(project, story, before, asked, report, cancel)
        return
    try:
        bring_sound(project, story, report, cancel)
        settings = load_settings()
        usual = TranscriptionRequest(preset=settings.preset)
        wanted = request_for(project, story.id, usual, None if asked == AS_BEGUN else asked)
        result = transcribe_story(
            project,
            story.id,
            asked=wanted,
            models=settings.models,
            report=report,
            cancel=cancel,
            processes=processes,
        )
    except Cancelled:
        with project.read() as session:
            aside = beside(session, story.id) is not None
            far = progress_of_entry(session, story.id, before.total_ms, again=aside)
        if aside:
            where = f"at {clock(far.done_ms)} of {clock(far.total_ms)}" if far.done_ms else "before the first words"
            say(f"Story {story.id}: paused {where}. The transcript is as it was; the same command goes on from there.")
            raise typer.Exit(1) from None
        if far.state == TranscriptionState.DONE:
            say(f"Story {story.id}: transcribed. Who is speaking is not known yet; the same command works it out.")
            raise typer.Exit(1) from None
        where = f"at {clock(far.done_ms)} of {clock(far.total_ms)}" if far.done_ms else "before the first words"
        say(f"Story {story.id}: paused {where}. What is transcribed is kept; the same command carries on from there.")
        raise typer.Exit(1) from None
    show(f"Story {story.id}: transcribed, {length(result.total_ms)}")
    with project.read() as session:
        review, little = review_story(session, story.id), little_found_in(session, story.id, result)
    doubts = places_to_check(len(review.to_check), review.to_check_ms)
    if result.kept is not None:
        say(f"Story {story.id}: {what_stayed(result.kept)}")
        with project.read() as session:
            differs = what_changed(session, story.id)
        if differs is not None:
            say(f"{summary(differs)} To list them: coproclip changed")
    for sentence in (result.notice, little, doubts, without_text(result.wordless_ms, result.speech_ms)):
        if sentence:
            say(f"Story {story.id}: {sentence}")


def what_stayed(there: Replacement) -> str:
    """A sentence on what a new transcript replaced, and what of a person's stayed."""
    own = [(there.checked, "checked passage"), (there.corrected, "corrected passage")]
    around = [(there.excerpts, "excerpt"), (there.names, "name")]
    kept = [counted(number, what) for number, what in (around if there.everything else own + around) if number]
    also = [counted(number, what) for number, what in own if number and there.everything]
    words = f"the transcript of {counted(there.passages, 'passage')} was replaced"
    words += f", also {' and '.join(also)}" if also else ""
    return f"{words}. Kept: {', '.join(kept)}." if kept else f"{words}."


def bring_sound(project: Project, story: Story, report: Report, cancel: CancelToken) -> None:
    """Make the sound that is heard anew, if only the original is there."""
    with project.read() as session:
        sound = sound_of(project, session, story.id)
    if not sound.audio.is_file():
        remake(project, sound.recording_id, report=report, cancel=cancel)


def _written_before(
    project: Project,
    story: Story,
    before: TranscriptionProgress,
    asked: TranscriptionRequest,
    report: Report,
    cancel: CancelToken,
) -> None:
    """A story that is done is left as it is, but for who speaks in it."""
    if asked.voices in ("", OFF):
        show(f"Story {story.id}: was transcribed before, with the speech model {before.speech_model}")
        with project.read() as session:
            little = little_found_in(session, story.id, before)
        if little:
            say(f"Story {story.id}: {little}")
        if asked.preset and asked.preset != before.preset:
            say(f"Story {story.id}: --again transcribes it again, --from and --to a passage of it.")
        return
    bring_sound(project, story, report, cancel)
    found = tell_voices(project, story.id, asked.voices, report, cancel)
    if not found.words:
        show(f"Story {story.id}: there is nothing to tell apart; {NOTHING_LEFT}")
        return
    show(f"Story {story.id}: {counted(found.voices, 'voice')}")
    if found.doubtful:
        say(f"Story {story.id}: {counted(found.doubtful, 'place')} where it is not sure who is speaking")


def _stretch(project: Project, story: Story, start: int | None, end: int | None) -> TimeRange:
    with project.read() as session:
        duration_ms = sound_of(project, session, story.id).duration_ms
    if (start or 0) >= (duration_ms if end is None else end):
        raise BadInput("The passage ends before it begins.", "Nothing was changed.")
    return TimeRange(start or 0, duration_ms if end is None else end)


def _listen_again(
    project: Project, story: Story, stretch: TimeRange, asked: TranscriptionRequest, report: Report, cancel: CancelToken
) -> None:
    """Both texts on stdout; the new one is kept where nobody checked the old one."""
    if _progress(project, story.id).state == TranscriptionState.NONE:
        raise BadInput("This story is not transcribed yet.", next="Transcribe it first, without --from and --to.")
    bring_sound(project, story, report, cancel)
    proposal = listen_again(
        project,
        story.id,
        stretch,
        preset=asked.preset or AGAIN,
        model=asked.model,
        language="" if asked.language == AUTO else asked.language,
        device=asked.device,
        models=load_settings().models,
        report=report,
        cancel=cancel,
    )
    times = f"{clock(proposal.time.start_ms, tenths=True)} to {clock(proposal.time.end_ms, tenths=True)}"
    show(f"Story {story.id}, {times}")
    show(f"Before: {proposal.old_text or '(no words)'}")
    show(f"Now: {proposal.new_text or '(no words)'}")
    _keep(project, story, proposal, asked.replace_all)


def _keep(project: Project, story: Story, proposal: Proposal, replace_all: bool) -> None:
    theirs = 0 if replace_all else proposal.theirs
    if theirs:
        they = "was checked or corrected and stays as it is" if theirs == 1 else "were checked or corrected and stay"
        say(f"Story {story.id}: {counted(theirs, 'passage')} {they}.")
    if not proposal.new:
        say(f"Story {story.id}: no words were found, so everything stays as it is.")
    elif theirs < len(proposal.old) or not proposal.old:
        with project.edit(Operation.LISTEN_AGAIN) as edit:
            keep(edit, proposal, also_checked=replace_all)
