"""`coproclip excerpt`: mark, list, change, trim and cut excerpts, note answers to them, remove them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from coproclip.cli import meaning
from coproclip.cli import translate as translating
from coproclip.cli.arguments import AsJson, End, ProjectPath, Start, StoryName, one_of, opened
from coproclip.cli.excerpt_facts import edited, facts, show_excerpts
from coproclip.cli.output import counted, say, show, show_json, show_team_json
from coproclip.cli.reasons import with_commands
from coproclip.errors import BadInput
from coproclip.excerpts import marking
from coproclip.excerpts.approval import note_answer, reasons_against
from coproclip.excerpts.noting import changed_since_asked, tellers_of
from coproclip.excerpts.rules.policy import ANSWERED_USES, Use
from coproclip.people.stories import find_story, sound_of
from coproclip.people.storytellers import find_teller
from coproclip.project.journal import Operation
from coproclip.project.project import Edit
from coproclip.project.schema import Excerpt
from coproclip.themes import codebook
from coproclip.timecode import TimeRange, length

app = typer.Typer(help="Mark, list and change excerpts, note answers to them.", no_args_is_help=True)

Id = Annotated[int, typer.Argument(metavar="ID", help="The excerpt’s number.")]
Ids = Annotated[list[int], typer.Argument(metavar="ID", help="Excerpts by number.")]
SomeIds = Annotated[list[int] | None, typer.Argument(metavar="ID", help="Excerpts by number; all without.")]


@app.command("add")
def add(
    context: typer.Context,
    project: ProjectPath,
    story: StoryName,
    start: Start = None,
    end: End = None,
    quote: Annotated[str, typer.Option(metavar="WORDS", help="The words, instead of times.")] = "",
    title: Annotated[str, typer.Option(help="A title; the first words without.")] = "",
    theme: Annotated[list[str] | None, typer.Option(metavar="NAME", help="A theme; made if there is none.")] = None,
    as_json: AsJson = False,
) -> None:
    """Mark an excerpt by its times or by its words."""
    times = start is not None and end is not None
    if bool(quote.strip()) == times or (start is None) != (end is None):
        context.fail("Give either --quote, or both --from and --to.")
    with opened(project) as target:
        with target.read() as session:
            found = find_story(session, story)
            if start is not None and start >= (whole := sound_of(target, session, found.id).duration_ms):
                raise BadInput(f"This story is only {length(whole)} long.", next="Give an earlier time.")
        with target.edit(Operation.MARK_EXCERPT) as edit:
            if start is not None and end is not None:
                made = marking.mark(edit, found.id, start, end, title=title)
            else:
                made = marking.mark_quote(edit, found.id, quote, title=title)
            for name in theme or []:
                known = {one.name.casefold(): one for one in codebook.themes(edit.session)}
                wanted = known.get(name.strip().casefold()) or codebook.add_theme(edit, name)
                codebook.link(edit, wanted.id, made.id)
        [rows] = facts(target, [made.id])
        with target.read() as session:
            same = marking.same_words(session, made.id)
    for other in same:
        say(f"Excerpt {other} is of exactly the same words.")
    if as_json:
        show_team_json(rows)
    else:
        show(f"Excerpt {made.id}: “{rows['quote']}”")


@app.command("list")
def list_excerpts(
    project: ProjectPath,
    ids: SomeIds = None,
    kind: meaning.Kind = None,
    valence: meaning.Feels = None,
    spotlight: Annotated[bool, typer.Option("--spotlight", help="Only those that must be heard.")] = False,
    as_json: AsJson = False,
) -> None:
    """List excerpts with their quotes, times, themes and approval; only those of a kind, or that felt so."""
    with opened(project) as target:
        rows = facts(target, ids)
    wanted = {"kind": kind, "valence": valence, "spotlight": spotlight or None}
    rows = [fact for fact in rows if all(want is None or fact[name] == want for name, want in wanted.items())]
    show_excerpts(rows, as_json)
    if not rows and not as_json:
        say("There are no excerpts in this project yet.")


@app.command("change")
def change(
    context: typer.Context,
    project: ProjectPath,
    excerpt: Id,
    title: Annotated[str | None, typer.Option(help="A title; empty for the first words.")] = None,
    name: Annotated[str | None, typer.Option(help="What it is signed with; empty for “One storyteller”.")] = None,
    note: Annotated[str | None, typer.Option(help="A note for the team; it leaves with nothing.")] = None,
    lead_in: Annotated[int | None, typer.Option(metavar="MS", min=0, max=2000, help="Sound before its words.")] = None,
    lead_out: Annotated[int | None, typer.Option(metavar="MS", min=0, max=2000, help="Sound after its words.")] = None,
    care: Annotated[str | None, typer.Option(help="What somebody should know before hearing it.")] = None,
    sensitive: Annotated[
        bool | None, typer.Option("--sensitive/--not-sensitive", help="It holds sensitive things: health, faith …")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change what is said about an excerpt; what is not given stays."""
    given = {"title": title, "attribution": name, "note": note}
    lengths = {"lead_in_ms": lead_in, "lead_out_ms": lead_out}
    if all(value is None for value in (*given.values(), *lengths.values(), care, sensitive)):
        context.fail("Say what to change: title, name, note, lead-in, lead-out, care or sensitive.")

    def _change(edit: Edit) -> None:
        marks: dict[str, Any] = {"care": care, "sensitive": sensitive}
        marking.change_excerpt(edit, excerpt, **given, **lengths, **marks)  # type: ignore[arg-type]

    edited(project, excerpt, Operation.CHANGE_EXCERPT, _change, as_json)


@app.command("trim")
def trim(
    context: typer.Context,
    project: ProjectPath,
    excerpt: Id,
    start: Start = None,
    end: End = None,
    as_json: AsJson = False,
) -> None:
    """Move where an excerpt starts or ends, to whole words."""
    if start is None and end is None:
        context.fail("Give --from, --to or both.")

    def _trim(edit: Edit) -> None:
        spans = marking.ranges_of(edit.session, excerpt)
        # The edge that makes room goes first: neither may pass the other.
        later = start is not None and bool(spans) and start >= spans[-1].end_ms
        for side, time in (("end", end), ("start", start)) if later else (("start", start), ("end", end)):
            if time is not None:
                span = 0 if side == "start" else len(marking.ranges_of(edit.session, excerpt)) - 1
                marking.move_edge(edit, excerpt, span, "start" if side == "start" else "end", time)

    edited(project, excerpt, Operation.MOVE_EDGE, _trim, as_json)


@app.command("cut")
def cut(
    context: typer.Context,
    project: ProjectPath,
    excerpt: Id,
    words: Annotated[str, typer.Option(metavar="WORDS", help="The words to take out, instead of times.")] = "",
    start: Start = None,
    end: End = None,
    as_json: AsJson = False,
) -> None:
    """Take words out of the middle of an excerpt, out of its sound too."""
    times = start is not None and end is not None
    if bool(words.strip()) == times or (start is None) != (end is None):
        context.fail("Give either --words, or both --from and --to.")

    def _cut(edit: Edit) -> None:
        if start is not None and end is not None:
            gone = TimeRange(start, max(start, end))
        else:
            gone = marking.words_in(edit.session, excerpt, words)
        marking.take_out(edit, excerpt, gone.start_ms, gone.end_ms)

    edited(project, excerpt, Operation.TAKE_OUT, _cut, as_json)


@app.command("put-back")
def put_back(
    project: ProjectPath,
    excerpt: Id,
    which: Annotated[int, typer.Argument(metavar="[N]", min=1, help="Which cut, the first is 1.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Put back words that were taken out of an excerpt."""
    edited(project, excerpt, Operation.PUT_BACK, lambda edit: marking.put_back(edit, excerpt, which - 1), as_json)


By = Annotated[str, typer.Option("--by", metavar="WHO", help="Who answered; a name to go by is enough.")]
How = Annotated[str, typer.Option("--how", help="How they said it, such as “on the phone”.")]
Of = Annotated[str, typer.Option("--of", metavar="STORYTELLER", help="Whose answer it is, where several are heard.")]
NotVoiceOf = Annotated[
    list[str] | None,
    typer.Option(
        metavar="STORYTELLER",
        help="With a yes: no voice in it is theirs, though one was named so when they said no or were asked.",
    ),
]


def _uses(text: str) -> str:
    read = one_of(use.value for use in ANSWERED_USES)
    return ",".join(read(part.strip()) for part in text.split(","))


ForWhat = Annotated[
    str,
    typer.Option(
        "--for",
        metavar=",".join(ANSWERED_USES),
        parser=_uses,
        help="All that a yes is for, separated by commas; the yes before no longer counts.",
    ),
]
# What is true of an answer that is typed without saying more.
TYPED = "told to whoever typed it in"


@app.command("answer")
def answer(
    project: ProjectPath,
    excerpt: Id,
    said: Annotated[str, typer.Argument(metavar="yes|no|asked", parser=one_of(("yes", "no", "asked")))],
    by: By,
    how: How,
    of: Of = "",
    uses: ForWhat = Use.SHARING.value,
    not_voice_of: NotVoiceOf = None,
    as_json: AsJson = False,
) -> None:
    """Note what a storyteller said about an excerpt as it is now."""
    _note(project, [excerpt], said, by, how, of, uses, as_json, not_voice_of or [])


@app.command("approve")
def approve(
    project: ProjectPath,
    ids: Ids,
    by: By,
    how: How = TYPED,
    of: Of = "",
    uses: ForWhat = Use.SHARING.value,
    as_json: AsJson = False,
) -> None:
    """Note a storyteller’s yes to excerpts as they are now: short for “excerpt answer … yes”."""
    _note(project, ids, "yes", by, how, of, uses, as_json)


def _note(
    project: Path,
    ids: list[int],
    said: str,
    by: str,
    how: str,
    of: str,
    uses: str,
    as_json: bool,
    not_voice_of: Sequence[str] = (),
) -> None:
    if not by.strip() or not how.strip():
        raise BadInput("An answer needs who gave it, and how.", "It was not noted.", "Give both --by and --how.")
    with opened(project) as target:
        facts(target, ids)
        changed = dict[int, list[str]]()
        with target.edit(Operation.NOTE_ANSWER) as edit:
            for one in dict.fromkeys(ids):
                story = edit.get(Excerpt, one).story_id
                whose = find_teller(edit.session, story, of).id if of else None
                changed[one] = _changed_since_asked(edit.session, one, whose) if said == "yes" else []
                given = {
                    "uses": [Use(use) for use in uses.split(",")],
                    "not_voices": [find_teller(edit.session, story, name).id for name in not_voice_of],
                }
                note_answer(edit, one, said, who=by, how=how, storyteller_id=whose, **given)  # type: ignore[arg-type]
        rows = facts(target, ids)
        with target.read() as session:
            missing = {id_: reasons_against(session, id_) for id_ in ids} if said == "yes" else {}
    show_excerpts(rows, as_json)
    for number, what in changed.items():
        if what and not as_json:
            say(f"Excerpt {number} changed since they were asked: {', '.join(what)}.")
    for number, reasons in missing.items():
        if reasons and not as_json:
            say(f"Excerpt {number} cannot be shared yet. {with_commands(reasons)}")


def _changed_since_asked(session: Session, excerpt_id: int, whose: int | None) -> list[str]:
    tellers = [whose] if whose is not None else list(tellers_of(session, [excerpt_id]))
    return [what for teller in tellers for what in changed_since_asked(session, excerpt_id, teller)]


app.command("set")(meaning.set_meaning)
app.command("link")(meaning.link)
app.command("unlink")(meaning.unlink)
app.command("translate")(translating.translate)


@app.command("remove")
def remove(project: ProjectPath, ids: Ids, as_json: AsJson = False) -> None:
    """Remove excerpts; the recording and the transcript stay."""
    with opened(project) as target:
        facts(target, ids)
        gone = list(dict.fromkeys(ids))
        with target.edit(Operation.DELETE_EXCERPT) as edit:
            for one in gone:
                marking.delete_excerpt(edit, one)
    if as_json:
        show_json({"removed": gone})
    else:
        show(f"Removed {counted(len(gone), 'excerpt')}")
