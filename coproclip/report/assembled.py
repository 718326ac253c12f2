"""The report put together as it may leave now: every quote granted, every text looked at, nothing held back in it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from coproclip.errors import NotShareable
from coproclip.excerpts.approval import shareable
from coproclip.excerpts.beside.addresses import words_of
from coproclip.excerpts.beside.texts import Wanted, Writing, shareable_writing
from coproclip.excerpts.quoting import quoted, quoted_words
from coproclip.excerpts.rules.grants import NO_TEXT, ShareableExcerpt, ShareableText
from coproclip.excerpts.rules.policy import Use
from coproclip.excerpts.rules.public_texts import PublicText, WrittenText
from coproclip.excerpts.rules.reasons import in_words
from coproclip.excerpts.rules.sharing import Refusal
from coproclip.project.kinds import SectionKind
from coproclip.project.project import Project
from coproclip.project.schema import ReportImage, ReportSection, Theme
from coproclip.report.bold_names import BoldNames, Ranges
from coproclip.report.document import (
    Block,
    Box,
    Footnote,
    Heading,
    ImageBlock,
    Inline,
    ListBlock,
    LiveMark,
    Paragraph,
    QuoteBlock,
    QuoteMark,
    Run,
    inlines_of,
    plain_text,
    quote_keys,
)
from coproclip.report.images import LeavingImage, leaving_image, may_show
from coproclip.report.live import LiveValues, in_sentence, live_values
from coproclip.report.markup import parse
from coproclip.report.sections import Quote, kind_of, quotes_of, sections, the_report, title_of
from coproclip.report.sentences import without_quotes
from coproclip.report.shareable import (
    BlockPart,
    BoxPart,
    ImagePart,
    ListPart,
    NoteRun,
    Part,
    QuotePart,
    QuoteRun,
    SectionPart,
    ShareableReport,
    TextPart,
    TextRun,
)
from coproclip.report.text_index import TextIndex
from coproclip.themes.headings import ShareableHeading, shareable_heading

USE = Use.REPORT


@dataclass(frozen=True, slots=True)
class _Image:
    file: str
    alt: str
    decorative: bool
    may_be_shown: bool
    person: int | None


@dataclass(frozen=True, slots=True)
class _Section:
    """A section as it is kept, with all that is needed to put it together."""

    id: int
    kind: SectionKind
    title: str
    own_title: bool
    theme_id: int | None
    blocks: tuple[Block, ...]
    quotes: Mapping[str, Quote]
    images: Mapping[str, _Image]
    sub_themes: Mapping[int, str]


def assembled(project: Project) -> ShareableReport:
    """The report as it may leave now. Quotes that may not leave are not in it, nor the sentences around them.

    What is granted holds for now: put it together again before it leaves. Raises `NotShareable` where something that a
    person wrote may not leave, naming the section, or where an image has no words.
    """
    with project.read() as session:
        found = list(_read(session))
        live = live_values(session)
        report = the_report(session)
        playlist_id = report.playlist_id if report is not None else None
    headings = [_heading(project, section) for section in found]
    quoted_ids = [
        section.quotes[key].excerpt_id
        for section in found
        for key in quote_keys(section.blocks)
        if key in section.quotes
    ]
    headlines = [one.excerpt.excerpt_id for one in headings if isinstance(one, ShareableHeading)]
    granted = shareable(project, dict.fromkeys([*quoted_ids, *headlines]), USE).granted
    grants = {one.excerpt_id: one for one in granted}
    writer = _Writer(project, grants, live)
    parts = []
    withheld = 0
    for section, heading in zip(found, headings, strict=True):
        shown, left_out = _showable(section, grants)
        withheld += left_out
        title = writer.title(section, heading)
        bold = BoldNames(list(section.sub_themes.values()), _said(section, grants))
        blocks = writer.blocks(section, bold.blocks(shown), bold.strong)
        parts.append((section, title, heading, blocks))
    wanted = (PublicText.PROJECT_TITLE, PublicText.STRAPLINE, PublicText.MONTH, PublicText.CONTACT)
    project_title, strapline, month, contact = (writer.text("", what) for what in wanted)
    playlist = _nothing if playlist_id is None else writer.text("", PublicText.PLAYLIST_TITLE, playlist_id)
    writer.look()
    return ShareableReport(
        title=project_title(),
        strapline=strapline(),
        month=month(),
        contact=contact(),
        sections=tuple(part for one in parts if (part := _section_part(*one)).blocks),
        withheld=withheld,
        playlist=playlist(),
        home=project,
    )


def _read(session: Session) -> Iterator[_Section]:
    names: dict[int | None, dict[int, str]] = {}
    for theme in session.scalars(select(Theme).order_by(Theme.position, Theme.id)):
        names.setdefault(theme.parent_id, {})[theme.id] = theme.name
    for row in sections(session):
        if row.left_out:
            continue
        blocks = parse(row.body)
        yield _Section(
            id=row.id,
            kind=kind_of(row),
            title=title_of(session, row),
            own_title=bool(row.title),
            theme_id=row.theme_id,
            blocks=blocks,
            quotes=quotes_of(session, row.id),
            images=dict(_images(session, row)),
            sub_themes=names.get(row.theme_id, {}) if row.theme_id is not None else {},
        )


def _images(session: Session, section: ReportSection) -> Iterator[tuple[str, _Image]]:
    for row in session.scalars(select(ReportImage).where(ReportImage.section_id == section.id)):
        yield row.key, _Image(row.file, row.alt, bool(row.decorative), may_show(session, row), row.person_id)


def _showable(section: _Section, grants: Mapping[int, ShareableExcerpt]) -> tuple[tuple[Block, ...], int]:
    """The section's blocks without what may not leave, and how many quotes that are."""
    gone = {
        key
        for key in quote_keys(section.blocks)
        if (quote := section.quotes.get(key)) is None
        or (grant := grants.get(quote.excerpt_id)) is None
        or not quoted_words(grant.words, grant.spans, quote.runs)
    }
    withheld = sum(key in gone and key in section.quotes for key in dict.fromkeys(quote_keys(section.blocks)))
    return without_quotes(section.blocks, gone), withheld


def _said(section: _Section, grants: Mapping[int, ShareableExcerpt]) -> dict[str, str]:
    """The words of its quotes by key."""
    return {
        key: str(quoted(grant, quote.runs))
        for key, quote in section.quotes.items()
        if (grant := grants.get(quote.excerpt_id)) is not None
    }


def _heading(project: Project, section: _Section) -> ShareableHeading | Refusal | None:
    return None if section.theme_id is None else shareable_heading(project, section.theme_id, USE)


@dataclass
class _Writer:
    """Gathers what people wrote, so that all of it is looked at in one go, and puts it in place afterwards."""

    project: Project
    grants: Mapping[int, ShareableExcerpt]
    live: LiveValues
    _wanted: list[tuple[str, Wanted]] = field(default_factory=list)
    _granted: list[tuple[ShareableText, ...]] = field(default_factory=list)
    _strong: Mapping[str, Ranges] = field(default_factory=dict)
    _images: dict[str, LeavingImage] = field(default_factory=dict)

    def look(self) -> None:
        """Ask the policy about all of it. Raises `NotShareable`, naming the sections."""
        self._granted, refused = shareable_writing(
            self.project, [writing for _, writing in self._wanted], USE, list(self.grants)
        )
        if refused:
            where = {id(one): f"In “{section}”: " if section else "" for section, one in self._wanted}
            said = [f"{where[id(one)]}{in_words(reasons)}" for one, reasons in refused]
            raise NotShareable(" ".join(dict.fromkeys(said)), "Nothing was made.", "Write it otherwise, then go on.")

    def words(
        self, section: _Section, called: str, *runs: str, read_as: str = ""
    ) -> Callable[[], tuple[ShareableText, ...]]:
        """Ask for some runs of text later; what is returned gives them, once all of it was looked at."""
        place = len(self._wanted)
        self._wanted.append((section.title, Writing(called, runs, read_as)))
        return lambda: self._granted[place]

    def title(self, section: _Section, heading: ShareableHeading | Refusal | None) -> Callable[[], ShareableText]:
        """What stands over a section; the names of themes, also of those that its text names, are looked at as such."""
        text = " ".join(plain_text(inlines) for block in section.blocks for inlines in inlines_of(block))
        # Words that are cut up between blocks are still those words.
        self.words(section, "The text", read_as=text)
        named = {name for _start, _end, name in TextIndex(section.sub_themes.values()).find(text)}
        for theme_id, name in section.sub_themes.items():
            if name in named:
                self.text(section.title, PublicText.THEME_NAME, theme_id)
        if _is_headed(section, heading):
            return _nothing
        if section.theme_id is not None and not section.own_title:
            return self.text(section.title, PublicText.THEME_NAME, section.theme_id)
        words = self.words(section, "The title of a section", section.title)
        return lambda: words()[0]

    def text(self, section: str, what: PublicText, number: int = 1) -> Callable[[], ShareableText]:
        """The text of a row, in the section of this title; empty: in none."""
        place = len(self._wanted)
        self._wanted.append((section, WrittenText(what, number)))
        return lambda: self._granted[place][0]

    def blocks(
        self, section: _Section, blocks: Sequence[Block], strong: Mapping[str, Ranges]
    ) -> Callable[[], tuple[BlockPart, ...]]:
        """These blocks as they may leave; `strong` are the letters of quotes in bold, by key."""
        self._strong = strong
        made = [self._block(section, block) for block in blocks]
        return lambda: tuple(make() for make in made)

    def _block(self, section: _Section, block: Block) -> Callable[[], BlockPart]:
        match block:
            case QuoteBlock(key):
                quote = self._quote(section, key, signed=True)
                return lambda: QuotePart(quote())
            case ImageBlock(key):
                return self._image(section, key)
            case ListBlock(items, numbered):
                made = [self._text(section, item) for item in items]
                return lambda: ListPart(tuple(make() for make in made), numbered)
            case Box(title, inner):
                called = self.words(section, "The title of a box", title)
                inside = self.blocks(section, inner, self._strong)
                return lambda: BoxPart(called()[0], tuple(one for one in inside() if not isinstance(one, BoxPart)))
            case Heading(level, inlines):
                heading = self._text(section, inlines)
                return lambda: TextPart(heading(), level)
            case Paragraph(inlines):
                text = self._text(section, inlines)
                return lambda: TextPart(text())

    def _text(self, section: _Section, inlines: Sequence[Inline]) -> Callable[[], tuple[Part, ...]]:
        letters: list[str] = []
        for one in inlines:
            if isinstance(one, Run):
                letters.append(one.text)
            elif isinstance(one, LiveMark):
                letters.append(in_sentence(self.live.text(one.what, section.theme_id), "".join(letters)))
        words = self.words(section, "The text", *letters)
        made: list[Callable[[], Part]] = []
        place = 0
        for one in inlines:
            match one:
                case QuoteMark(key):
                    made.append(self._quote(section, key))
                case Footnote(runs):
                    made.append(self._note(section, runs))
                case _:
                    made.append(self._run(section, words, place, one))
                    place += 1
        return lambda: tuple(make() for make in made)

    def _note(self, section: _Section, runs: Sequence[Run]) -> Callable[[], NoteRun]:
        words = self.words(section, "A footnote", *(run.text for run in runs))
        made = [self._run(section, words, place, run) for place, run in enumerate(runs)]
        return lambda: NoteRun(tuple(make() for make in made))

    def _quote(self, section: _Section, key: str, *, signed: bool = False) -> Callable[[], QuoteRun]:
        quote = section.quotes[key]
        grant = self.grants[quote.excerpt_id]
        put_in = [run for run in quote.runs if isinstance(run, str)]
        if put_in:
            # As it reads, and what was put in by itself: a name may be put in beside words of its own story.
            read = quoted_words(grant.words, grant.spans, quote.runs).replace("[", "").replace("]", "")
            self.words(section, "A quote with square brackets", read_as=read.replace("…", ""))
            self.words(section, "What stands in square brackets", read_as=" ".join(put_in))
        signature = grant.attribution if quote.signed or signed else NO_TEXT
        words, strong = quoted(grant, quote.runs), self._strong.get(key, ())
        return lambda: QuoteRun(grant, words, signature, strong)

    def _image(self, section: _Section, key: str) -> Callable[[], ImagePart]:
        image = section.images.get(key)
        if image is None:
            raise NotShareable(
                f"An image stands in “{section.title}” that is no longer there.",
                "Nothing was made.",
                "Take it out, or add it again.",
            )
        if not image.may_be_shown:
            raise NotShareable(
                f"A photo in “{section.title}” may not be shown: whoever it shows has not said yes to a photo.",
                "Nothing was made.",
                "Note their yes, or take it out.",
            )
        if not image.alt.strip() and not image.decorative:
            raise NotShareable(
                f"An image in “{section.title}” has no words that say what it shows.",
                "Nothing was made.",
                "Describe it, or mark it as decorative.",
            )
        found = self._images.get(image.file)
        if found is None:
            found = leaving_image(self.project, image.file, f"image {len(self._images) + 1}")
        if found is None:
            raise NotShareable(
                f"An image in “{section.title}” is not there, or cannot be read.",
                "Nothing was made.",
                "Add it again, or take it out.",
            )
        self._images[image.file] = found
        words = self.words(section, "What is said of an image", "" if image.decorative else image.alt)
        return lambda: ImagePart(found, words()[0], image.person)

    def _run(
        self, section: _Section, words: Callable[[], tuple[ShareableText, ...]], place: int, one: Run | LiveMark
    ) -> Callable[[], TextRun]:
        if isinstance(one, LiveMark):
            return lambda: TextRun(words()[place])
        if not one.link:
            return lambda: TextRun(words()[place], one.bold, one.italic)
        link = self.words(section, "The address of a link", one.link, read_as=words_of(one.link))
        return lambda: TextRun(words()[place], one.bold, one.italic, link()[0])


def _section_part(
    section: _Section,
    title: Callable[[], ShareableText],
    heading: ShareableHeading | Refusal | None,
    blocks: Callable[[], tuple[BlockPart, ...]],
) -> SectionPart:
    if isinstance(heading, ShareableHeading) and _is_headed(section, heading):
        headed = (heading.after, heading.headline, blocks(), heading.quoted, heading.excerpt)
        return SectionPart(section.kind, *headed, section_id=section.id)
    return SectionPart(section.kind, title(), NO_TEXT, blocks(), section_id=section.id)


def _nothing() -> ShareableText:
    return NO_TEXT


def _is_headed(section: _Section, heading: ShareableHeading | Refusal | None) -> bool:
    """Whether its theme's headline stands over it, rather than a title of its own."""
    return isinstance(heading, ShareableHeading) and not section.own_title
