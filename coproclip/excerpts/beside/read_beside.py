"""What is read or said beside an excerpt, whoever wrote or said it, and what stands against it there.

“A voice is no way around what may not be written.” What a reporter says is a text like any other: they are not asked
about it as somebody is about their own story, so nobody's refused words leave by their voice.
"""

from typing import TYPE_CHECKING

from coproclip.excerpts.beside.reporter_words import said_by_reporter, speaks_only_reporter
from coproclip.excerpts.rules.policy import POLICY, Condition
from coproclip.excerpts.rules.public_texts import RENAME, Beside, PublicText, WrittenText, theme_named, written_in
from coproclip.excerpts.rules.reasons import Reason, of_introducing, of_refused, of_unagreed, of_unheard
from coproclip.project.schema import Excerpt
from coproclip.speech.language_names import own_name

if TYPE_CHECKING:
    from coproclip.excerpts.checks import Case

_REPORTER = "What the reporter says in it"


def names_said(case: "Case", excerpt: Excerpt) -> list[Reason]:
    """Names in it, or beside it, of which nobody said whether they may be said; and those taken out, beside it."""
    return case.names_beside.in_all(excerpt, _all_beside(case, excerpt))


def names_read(case: "Case", excerpt: Excerpt) -> list[Reason]:
    """Names beside it that the storyteller for whom a review is may not read there."""
    return case.names_beside.in_written(excerpt, _all_beside(case, excerpt), case.review_of)


def _all_beside(case: "Case", excerpt: Excerpt) -> list[Beside]:
    """All that may name somebody: what is beside it, and where a reporter alone speaks, what they say in it."""
    texts = [*map(theme_named, case.reader.themes(excerpt)), *_beside(case, excerpt)]
    if speaks_only_reporter(case.reader, excerpt):
        texts.append(_said_in(case, excerpt))
    return texts


def _said_in(case: "Case", excerpt: Excerpt) -> Beside:
    return Beside(_REPORTER, said_by_reporter(case.reader, excerpt), said_in=excerpt)


def _beside(case: "Case", excerpt: Excerpt) -> list[Beside]:
    """What is read beside it and people wrote themselves, or a reporter says."""
    signed = case.reader.attribution(excerpt)
    texts = [Beside("Its title", excerpt.title), Beside("Its signature", signed, signs=True)]
    texts += [Beside("The note before hearing it", case.reader.note_before(excerpt))]
    texts += [Beside(f"Its translation ({own_name(one.language)})", one.text) for one in case.translated(excerpt)]
    if case.project_row is not None:
        texts += written_in(case.project_row, PublicText.PROJECT_TITLE, PublicText.CONTACT, PublicText.TAKE_DOWN)
    return texts + case.in_playlist.beside(excerpt.id)


def others_words(case: "Case", excerpt: Excerpt) -> list[Reason]:
    """Why it may not leave for what would leave beside it, or in a reporter's voice: words that may not be shared."""
    themes = case.reader.themes(excerpt)
    found = [case.theme_beside(one, excerpt, f"Its theme “{one.name}” is called in", RENAME) for one in themes]
    found += [words_of(case, one, excerpt) for one in (*_beside(case, excerpt), _said_in(case, excerpt))]
    return list(filter(None, found))


def words_of(case: "Case", text: Beside, excerpt: Excerpt) -> Reason | None:
    """Why it may not stand beside the excerpt for words in it: written words, or what a reporter says again."""
    if text.said_in is None:
        return case.text_beside(text.called, text.text, excerpt, text.about)
    if not text.text:
        return None
    # Who hears all of it and says yes to it has said yes to how their own words are said again.
    asked = {Condition.ANSWER, Condition.REVIEWER}.intersection(POLICY[case.use].conditions)
    tellers = case.reader.tellers_in(text.said_in) if asked else []
    if source := case.refused.said_again(text.text, text.said_in, tellers):
        return of_refused(f"{text.called} has", source, text.call, text.about)
    # Where others are heard too it is their conversation, and what they agreed to.
    alone = speaks_only_reporter(case.reader, text.said_in)
    stands = alone and case.unagreed.said_again(text.text, text.said_in, tellers)
    return of_unagreed(f"{text.called} has", text.call, text.about) if stands else None


def unreadable(case: "Case", text: Beside, excerpt: Excerpt) -> list[Reason]:
    """Why what is beside an excerpt cannot be shown to the storyteller for whom the `case` is: a review."""
    found = [words_of(case, text, excerpt), *case.names_in(text.called, text.text, excerpt, text.about, call=text.call)]
    if text.said_in is not None and case.review_of not in case.reader.tellers_in(text.said_in):
        # What nobody has agreed to yet is nobody else's to hear.
        found += [] if case.beside_others.leaves_itself(text.said_in) else [of_unheard(text.about)]
    return list(filter(None, found))


def against_introducing(case: "Case", excerpt: Excerpt) -> list[Reason]:
    """Why an introduction in a playlist may not leave: for a name that may not be said before what it introduces, also
    where it may be said in the introduction's own story; or as nothing that it introduces leaves, of what is asked for.
    """
    item = case.in_playlist.item_of(excerpt.id)
    introduced = case.in_playlist.introduced_by(excerpt.id)
    if item is None or not introduced:
        return []
    others = case.in_playlist.introducible(case.names_beside.together) or introduced
    said, those = _said_in(case, excerpt), [case.session.get_one(Excerpt, one) for one in introduced if one in others]
    stories = {one.story_id: one for one in those}
    found = [
        why for one in stories.values() for why in case.names_in(said.called, said.text, one, None, call=said.call)
    ]
    # Said last as it says least of what to do.
    left = [] if any(map(case.leaves, those)) else [of_introducing(WrittenText(PublicText.ITEM_INTRODUCTION, item.id))]
    return [*found, *left]
