"""What is drafted into the sections that are about no theme: from what is said of the project and the group noted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from coproclip.people.about_project import ProjectFacts, project_facts
from coproclip.people.naming import helpers_to_name
from coproclip.project.kinds import ExcerptKind, NoteKind, SectionKind
from coproclip.project.schema import Playlist, Report
from coproclip.report.document import Block, Box, Heading, Inline, ListBlock, Live, LiveMark, Paragraph, Run
from coproclip.report.live import LiveValues, spelt_day
from coproclip.report.phrasing import listed, outputs, paragraphs, sentence, suggestions
from coproclip.report.planning import Plan
from coproclip.report.sections import the_report
from coproclip.sensemaking.learned import learned
from coproclip.sensemaking.sessions import newest_agreement

METHOD = (
    "Storytellers spoke about something they have lived through, in words of their own and at their own pace, with few "
    "questions or none.",
    "Each recording was transcribed and checked by listening. Storytellers and others then looked for what the stories "
    "share, and for where they differ.",
    "Every quote has its storyteller’s yes.",
)
"""How it was done, where nobody wrote it down otherwise."""
THANKS = "Thank you to everybody who told their story, and to everybody who listened."
LISTEN = "You can listen to a set of extracts from the stories."
ASK_US = "Ask us for the extracts if you would like to listen to them."


@dataclass(frozen=True, slots=True)
class Known:
    """All that these sections are drafted from."""

    facts: ProjectFacts
    plan: Plan
    live: LiveValues
    playlist: str = ""
    introduction: str = ""
    address: str = ""
    agreement: str = ""
    glossary: Mapping[str, str] | None = None
    learned: tuple[tuple[str, str], ...] = ()
    """The group's log: the day of each entry in words, and what it says."""
    named: tuple[str, ...] = ()
    """Who helped and wants to be named."""

    def said(self, name: str) -> str:
        """A field of the project."""
        return self.facts.texts.get(name, "").strip()


def read_known(session: Session, plan: Plan, live: LiveValues) -> Known:
    """Read the rest of it."""
    report = the_report(session)
    playlist = session.get(Playlist, report.playlist_id) if report and report.playlist_id is not None else None
    agreement = newest_agreement(session)
    return Known(
        facts=project_facts(session),
        plan=plan,
        live=live,
        playlist=playlist.title if playlist else "",
        introduction=playlist.introduction if playlist else "",
        address=playlist.address if playlist else "",
        agreement=agreement.text if agreement else "",
        glossary=glossary_of(report),
        learned=tuple((spelt_day(one.created_at), one.text) for one in learned(session)),
        named=helpers_to_name(session),
    )


def glossary_of(report: Report | None) -> dict[str, str]:
    """The words that the report explains, each with what it means; what makes no sense is left out."""
    kept = report.glossary if report is not None else {}
    return {word.strip(): means.strip() for word, means in kept.items() if isinstance(means, str) and word.strip()}


def _cover(known: Known) -> list[Block]:
    asked, gathered = known.said("asked_by"), known.said("gathered_by")
    lines = [f"Asked for by {asked}"] * bool(asked) + [f"Gathered by {gathered}"] * bool(gathered)
    return [Paragraph((Run(sentence(line)),)) for line in lines]


def _about(known: Known) -> list[Block]:
    stories, tellers = LiveMark(Live.STORIES), LiveMark(Live.STORYTELLERS)
    place = known.said("place")
    where: tuple[Inline, ...] = (Run(f" They come from {place}."),) if place else ()
    bringing: tuple[Inline, ...] = (Run("It brings together what "), tellers, Run(" said in "), stories, Run("."))
    return [
        *paragraphs(known.said("purpose")),
        Paragraph((*bringing, *where)),
        *paragraphs(known.said("what_changes")),
        *_who_we_are(known),
    ]


def _who_we_are(known: Known) -> list[Block]:
    """The group by its name, who gathered the stories and for whom, and who of those who helped wants to be named."""
    group, gathered, asked = known.said("group_name"), known.said("gathered_by"), known.said("asked_by")
    sentences = [f"We are {group}."] * bool(group)
    sentences += [f"The stories were gathered by {gathered}."] * bool(gathered and gathered != group)
    sentences += [f"They were asked for by {asked}."] * bool(asked)
    found: list[Block] = [Paragraph((Run(" ".join(sentences)),))] if sentences else []
    if known.named:
        found += [Paragraph((Run("Among those who helped:"),)), *listed((Run(name),) for name in known.named)]
    return [Heading(2, (Run("Who we are"),)), *found] if found else []


def _tellers(known: Known) -> list[Block]:
    found: list[Block] = [Paragraph((LiveMark(Live.STORYTELLERS), Run(" told us "), LiveMark(Live.STORIES), Run(".")))]
    if known.live.dates:
        found.append(Paragraph((Run("When the stories were gathered: "), LiveMark(Live.DATES), Run("."))))
    if collective := known.said("collective_name"):
        found.append(Paragraph((Run(f"Together we call them {collective}."),)))
    return found


def _method(known: Known) -> list[Block]:
    return paragraphs(known.said("method_note")) or [Paragraph((Run(text),)) for text in METHOD]


def _outputs(known: Known) -> list[Block]:
    mine = [quote for quote in known.plan.loose if quote.kind == ExcerptKind.OUTPUT]
    return outputs(mine, known.plan.notes)


def _suggestions(known: Known) -> list[Block]:
    mine = [quote for quote in known.plan.loose if quote.kind == ExcerptKind.SUGGESTION]
    return suggestions(mine, known.plan.notes)


def _questions(known: Known) -> list[Block]:
    texts = known.plan.notes.get(NoteKind.QUESTION, ())
    found = listed((Run(text),) for text in texts)
    return [Paragraph((Run("The group left these questions open:"),)), *found] if found else []


def _learned(known: Known) -> list[Block]:
    lines = [(Run(f"{day}:", bold=True), Run(f" {sentence(text)}")) for day, text in known.learned]
    box = tuple(one for one in listed(lines) if isinstance(one, ListBlock))
    return [Box("From the group’s log", box)] if box else []


def _playlist(known: Known) -> list[Block]:
    if not known.playlist:
        return [Paragraph((Run(ASK_US),))]
    title = Paragraph((Run(LISTEN + " It is called "), Run(known.playlist, italic=True), Run(".")))
    address = [Paragraph((Run(known.address, link=known.address),))] if known.address else []
    return [title, *paragraphs(known.introduction), *address]


def _glossary(known: Known) -> list[Block]:
    words = sorted((known.glossary or {}).items(), key=lambda one: one[0].casefold())
    return listed((Run(word, bold=True), Run(f": {sentence(means)}")) for word, means in words)


def _worked(known: Known) -> list[Block]:
    bands = [(word, share) for word, share in known.live.bands.items() if share not in (0, 100)]
    found: list[Block] = [Paragraph((Run("We count stories, never how often something was said."),))]
    if bands:
        found.append(Paragraph((Run("Our words for how many of a hundred stories:"),)))
        found += listed((Run(f"{word}: from {share}"),) for word, share in bands)
    if known.agreement.strip():
        found += [Paragraph((Run("The group agreed on how to work together:"),))]
        found += listed((Run(line),) for line in map(str.strip, known.agreement.splitlines()) if line)
    return found


def _thanks(known: Known) -> list[Block]:
    found: list[Block] = [Paragraph((Run(THANKS),))]
    if partners := [one.named_as for one in known.facts.partners if one.named_as.strip()]:
        found += [Paragraph((Run("We worked together with:"),)), *listed((Run(name),) for name in partners)]
    found += paragraphs(known.said("contact"))
    if take_down := known.said("take_down"):
        found.append(Paragraph((Run(f"To have something taken down: {take_down}"),)))
    return found


_Draft = Callable[[Known], list[Block]]
BEFORE: Sequence[tuple[SectionKind, _Draft, bool]] = (
    (SectionKind.COVER, _cover, True),
    (SectionKind.ABOUT, _about, True),
    (SectionKind.TELLERS, _tellers, True),
    (SectionKind.METHOD, _method, True),
)
"""The sections before the themes: how each is drafted, and whether it is there also with nothing in it."""
BEHIND: Sequence[tuple[SectionKind, _Draft, bool]] = (
    (SectionKind.OUTPUTS, _outputs, False),
    (SectionKind.SUGGESTIONS, _suggestions, False),
    (SectionKind.QUESTIONS, _questions, False),
    (SectionKind.LEARNED, _learned, True),
    (SectionKind.PLAYLIST, _playlist, True),
    (SectionKind.GLOSSARY, _glossary, False),
    (SectionKind.WORKED, _worked, True),
    (SectionKind.THANKS, _thanks, True),
)
"""The same of those behind them."""
