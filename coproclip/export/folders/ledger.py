"""What is being handed over is noted in the project's ledger: each file before it is put in its place.

“Nothing is put anywhere that is not noted.” Whoever puts files where people get them needs a `HandoverNote`, and what
is granted knows its project, so that no exporter can forget. Nor does anything leave from where nothing may.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

from coproclip.excerpts.approval import ShareableExcerpt, Use
from coproclip.excerpts.beside.away import refuse_away
from coproclip.excerpts.handed_over.handovers import (
    LeavingFile,
    begin_handover,
    note_leaving,
    note_taken_back,
    stories_noted,
)
from coproclip.excerpts.handed_over.taken_out_since import NamesSince
from coproclip.excerpts.marking import stories_of
from coproclip.excerpts.rules.grants import home_of
from coproclip.export.folders.digests import sha256
from coproclip.project.project import Project
from coproclip.project.storage.places import is_plain_file

NOT_NOTED = "The project cannot be changed now, so this was not noted in “What went out”."


class HandoverNote:
    """One export: what for, how it is called, and to whom it goes (may be empty). `tell` hears when it cannot be noted.

    `project` is where it is noted if nothing of it is granted by itself. `excerpts` (ids) are in every file of it that
    is not of one alone; else all that is said in the `stories` (ids) is, unless it is `without_speech`. `texts` is all
    that people wrote in it beside excerpts: a name in it may be taken out later.
    """

    def __init__(
        self,
        use: Use,
        title: str,
        to_whom: str,
        tell: Callable[[str], None],
        project: Project | None = None,
        stories: tuple[int, ...] = (),
        excerpts: Collection[int] = (),
        *,
        texts: Iterable[str],
        without_speech: bool = False,
    ) -> None:
        self._use, self._title, self._to_whom, self._tell = use, title, to_whom, tell
        self._project, self._stories = project, set(stories)
        self._excerpts, self._texts = excerpts, tuple(texts)
        self._whole = not without_speech
        self._handover: int | None = None
        self._said = False

    def renewed(self, files: Collection[LeavingFile]) -> None:
        """Files of an earlier export to the same people are being replaced."""
        if self._project is not None and files:
            note_taken_back(self._project, files, self._to_whom)

    def replacing(self, path: Path) -> None:
        """A file at `path`, if any is there, is being replaced by one of the same name."""
        if is_plain_file(path):
            self.renewed([LeavingFile(path.name, sha256(path))])

    def has_made(self, path: Path) -> bool:
        """Whether the file at `path` is, byte for byte, what went out of this project under the same title, and of
        some of the same stories if of any: nobody's work is in it, and it may be replaced.
        """
        if self._project is None:
            return False
        with self._project.read() as session:
            before = stories_noted(session, sha256(path), self._title)
            stories = self._stories.union(stories_of(session, list(self._excerpts)))
        return not before.isdisjoint(stories or [None])

    def replaces(self, path: Path, kept: Path) -> None:
        """Say that what lay at `path` was `kept` beside it: it may be somebody's work, or another story's."""
        self._tell(
            f"What was there as “{path.name}” is not what this project wrote there for the same, or was changed since. "
            f"It was kept as “{kept.name}”: look whether everything in it may still be there."
        )

    def leaving(self, files: Mapping[str, str], excerpt: ShareableExcerpt | None = None) -> None:
        """Note files (name and SHA-256) of an excerpt, or of all before it. Raises a `ProjectError` or `NotShareable`:
        nothing leaves.
        """
        number = excerpt.excerpt_id if excerpt is not None else 0
        project = self._project = self._project or (home_of([excerpt]) if excerpt is not None else None)
        if project is None:
            return  # not out of any project
        with project.read() as session:
            refuse_away(session, self._use)
        if project.read_only:
            if not self._said:
                self._tell(NOT_NOTED)
            self._said = True
            return
        if number:
            self._whole = False
            with project.read() as session:
                self._stories |= {*stories_of(session, [number])}
        if self._handover is None:
            texts = self._worth_noting(project, [number] if number else self._excerpts)
            self._handover = begin_handover(project, self._use, self._title, self._to_whom, texts)
        stories = () if number else tuple(sorted(self._stories))
        leaving = []
        for name, digest in files.items():
            inside = [number] if number else self._excerpts
            leaving += [LeavingFile(name, digest, one) for one in inside if one]
            leaving += [] if inside else [LeavingFile(name, digest, 0, stories, self._whole)]
        note_leaving(project, self._handover, leaving)

    def _worth_noting(self, project: Project, beside: Collection[int]) -> list[str]:
        """The texts but for those with a name in them that may stand there although it is taken out elsewhere."""
        with project.read() as session:
            names = NamesSince(session)
            maybe = names.may_be_in(self._texts)
            return [one for one in self._texts if one and not (one in maybe and names.are_in(one, self._use, beside))]
