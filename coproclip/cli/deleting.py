"""`coproclip delete`: into the bin, or for good."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from coproclip.cli.arguments import ProjectPath, opened
from coproclip.cli.output import ask, counted, say, show
from coproclip.errors import BadInput
from coproclip.excerpts.forgetting import forget_old_words
from coproclip.people.stories import bin_story, find_story
from coproclip.people.vault import has_vault
from coproclip.project.erasing.erasure import Erased, erase_stories, only_tellers
from coproclip.project.erasing.unfinished_erasure import purge
from coproclip.project.journal import Operation
from coproclip.speech.models.files import listed

_PURGED = "There are no old words in undo and in backups any more"


def delete(
    project: ProjectPath,
    stories: Annotated[
        list[str] | None, typer.Argument(metavar="STORY...", help="Stories by number or title.", show_default=False)
    ] = None,
    for_good: Annotated[bool, typer.Option("--for-good", help="Erase them: sound, words, answers, backups.")] = False,
    old_words: Annotated[
        bool,
        typer.Option(
            "--old-words",
            help="Keep the stories, and erase only what was corrected: the first draft, translations, undo, backups. "
            "Without a story, only undo and backups.",
        ),
    ] = False,
    keep_storyteller: Annotated[
        bool,
        typer.Option("--keep-storyteller", help="Keep those who told only these stories in the list of people."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do what cannot be undone without asking.")] = False,
) -> None:
    """Put stories in the bin, or delete them for good.

    Without --for-good nothing is lost: a story can be taken out of the bin. Files that were exported are not touched.
    """
    if for_good and old_words:
        raise typer.BadParameter("Give --for-good or --old-words, not both.")
    if not (stories or old_words):
        raise typer.BadParameter("Say which stories.")
    with opened(project) as target:
        with target.read() as session:
            found = list({story.id: story for story in (find_story(session, name) for name in stories or ())}.values())
        ids = [story.id for story in found]
        if not (for_good or old_words):
            with target.edit(Operation.BIN_STORY) as edit:
                for story_id in ids:
                    bin_story(edit, story_id)
            show(f"{counted(len(ids), 'story is', 'stories are')} in the bin")
            return
        tellers = only_tellers(target, ids) if for_good and not keep_storyteller else []
        if not yes and not sys.stdin.isatty():
            raise BadInput("This cannot be undone, so it was not done.", "Nothing was changed.", "Add --yes to do it.")
        if not yes:
            ask(f"{_what(for_good, [story.title for story in found], tellers)}? This cannot be undone.")
        if old_words:
            repeated = dict.fromkeys(one for story_id in ids for one in forget_old_words(target, story_id))
            if not ids:
                purge(target)
            show(f"The old words of {counted(len(ids), 'story', 'stories')} are forgotten" if ids else _PURGED)
            _tell_repeated("the old words", list(repeated))
            if repeated:
                raise typer.Exit(1)
            return
        erased = erase_stories(target, ids, storytellers=not keep_storyteller)
        show(f"{counted(erased.stories, 'story is', 'stories are')} deleted for good")
        _tell(erased)
        if erased.storytellers and has_vault(target):
            say("What the vault holds about them is left: “coproclip vault remove PROJECT --gone” deletes that too.")
    if not erased.complete:
        raise typer.Exit(1)


def _what(for_good: bool, titles: Sequence[str], tellers: Sequence[str]) -> str:
    if not titles:
        return "Delete all backups and keep a fresh one"
    also = f", and {listed(tellers)} from the list of people" if tellers else ""
    return f"{'Delete' if for_good else 'Forget the old words of'} {listed(titles)}{also}"


def _tell(erased: Erased) -> None:
    for number in erased.renamed:
        say(f"Theme {number} was named in its words. It has lost that name: give it another one.")
    _tell_repeated("its words, or names taken out of it,", erased.repeated)
    for name in erased.left:
        say(f"“{name}” could not be taken away. Close what has it open, and delete it in the project’s folder.")
    for name in erased.alike:
        say(f"“{name}” may be a copy of its sound, so it was left. Listen to it, and delete it yourself if it is.")
    if erased.staying:
        stay = "stays" if len(erased.staying) == 1 else "stay"
        say(f"{listed(erased.staying)} {stay} in the list of people, with any photo of them in the report.")
    for day, whom in erased.out:
        say(f"On {day} something of it went {f'to {whom}' if whom else 'out'}: ask for it to be deleted there too.")
    say("Files that were exported before are where they were.")


def _tell_repeated(what: str, found: Sequence[tuple[str, int]]) -> None:
    if found:
        where = [f"{kind.replace('_', ' ')} {number}" if number else f"the file “{kind}”" for kind, number in found]
        say(f"Some of {what} are still in {listed(where)}. Change them there.")
        say("Then run “coproclip delete PROJECT --old-words --yes”: it takes them out of the backups too.")
