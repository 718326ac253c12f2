"""The report: its sections, their order and text, and what is quoted in them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from coproclip.errors import CoProClipError
from coproclip.image_file import BareImage
from coproclip.jobs import Job
from coproclip.project.journal import Operation, Step
from coproclip.project.project import Project
from coproclip.report import checks, images, sections
from coproclip.report.checks import Finding
from coproclip.report.drafting import DraftChanges, draft_report
from coproclip.report.sections import Quote
from coproclip.ui.chosen_values import (
    DECORATIVE,
    SIGNED_WORDS,
    image_column,
    says_column,
    says_value,
    signed_column,
)
from coproclip.ui.typed_texts import TextOf, TypedText
from coproclip.ui.workspace import Workspace

tr = QCoreApplication.translate
Trouble = Callable[[CoProClipError], None]


def keep_text(workspace: Workspace, section_id: int, before: str, text: str, quotes: Iterable[Quote]) -> bool:
    """Keep what was typed in a section, with what its `quotes` quote; typing on is one step."""
    along = {"quotes": tuple(quotes)}
    return workspace.typed.keep([TypedText(TextOf.SECTION, section_id, "body", before, text, along=along)])


def is_seen(section: Callable[[], int | None], step: Step) -> bool:
    """Whether a step is about the text of this section, or about the outline and the rest of the report beside it."""
    shown = section()
    if shown is not None and step.concerns("report_section", shown):
        return True
    return step.operation is not Operation.WRITE_REPORT and any(table.startswith("report") for table in step.ids())


def draft(project: Project) -> Callable[[Job], DraftChanges]:
    """The work of drafting a project's report, to be done beside the window: on a large project it takes seconds."""

    def _work(job: Job) -> DraftChanges:
        with project.edit(Operation.DRAFT_REPORT) as edit:
            return draft_report(edit, cancel=job.cancel)

    return _work


def change_quote(workspace: Workspace, section_id: int, before: Quote, now: Quote, done: str) -> bool:
    """Let a quote, which was shown as it was `before`, say something else, or be signed or not.

    False where that could not be; where somebody else had changed the same of it, it is asked which stays.
    """
    was, is_now = (str(int(one.signed)) for one in (before, now))
    typed = [
        TypedText(TextOf.SECTION, section_id, says_column(now.key), says_value(before), says_value(now)),
        TypedText(TextOf.SECTION, section_id, signed_column(now.key), was, is_now, words=SIGNED_WORDS),
    ]
    kept = workspace.attempt(lambda: workspace.typed.keep_now(typed))
    if kept:
        workspace.show_toast(done)
    return kept is not None


def add_section(workspace: Workspace, title: str, after: int | None, trouble: Trouble) -> int | None:
    """A section of one's own behind another; its number."""
    done = tr("Operations", "Section “{title}” added").format(title=" ".join(title.split()))
    made = workspace.edit(
        Operation.ARRANGE_REPORT,
        lambda edit: sections.add_section(edit, title=title, after=after).id,
        done=done,
        trouble=trouble,
    )
    return None if made is None else made.value


def rename(workspace: Workspace, section_id: int, before: str, title: str, trouble: Trouble) -> bool:
    """Call a section otherwise."""

    def _keep() -> bool:
        workspace.typed.keep_now([TypedText(TextOf.SECTION, section_id, "title", before, title)])
        return True

    return workspace.attempt(_keep, trouble) is True


def usual_title(workspace: Workspace, section_id: int) -> bool:
    """Call a section after its theme, or what it is about, again."""
    done = tr("Operations", "The section has its usual title again")
    made = workspace.edit(
        Operation.ARRANGE_REPORT, lambda edit: sections.change_section(edit, section_id, title=""), done=done
    )
    return made is not None


def move(workspace: Workspace, section_id: int, place: int, count: int) -> bool:
    """Put a section at a place (from 0) among `count`; moving it on is one step."""
    done = tr("Operations", "Moved to position {n} of {count}").format(n=place + 1, count=count)
    moved = workspace.edit(
        Operation.ARRANGE_REPORT,
        lambda edit: sections.move_section(edit, section_id, place),
        done=done,
        merge=f"section {section_id}",
    )
    return moved is not None


def leave_out(workspace: Workspace, section_id: int, on: bool) -> bool:
    """Leave a section out of every output, or not any more."""
    words = tr("Operations", "Left out of every output") if on else tr("Operations", "It is in the outputs again")
    made = workspace.edit(
        Operation.ARRANGE_REPORT, lambda edit: sections.change_section(edit, section_id, left_out=on), done=words
    )
    return made is not None


def delete(workspace: Workspace, section_id: int, title: str) -> bool:
    """Delete a section with its text; excerpts and themes stay. It says where the next draft would make it anew."""
    words = tr("Operations", "Section “{title}” deleted; its excerpts stay")
    anew = tr("Operations", "{deleted}. Draft again makes it anew; leave it out instead to keep it out")

    def _said(drafted: bool) -> str:
        deleted = words.format(title=title)
        return anew.format(deleted=deleted) if drafted else deleted

    gone = workspace.edit(Operation.ARRANGE_REPORT, lambda edit: sections.delete_section(edit, section_id), done=_said)
    return gone is not None


def mend(workspace: Workspace, finding: Finding) -> bool:
    """Mend what a check found, as its button says."""
    done = tr("Operations", "Mended: {what}").format(what=finding.mend.words if finding.mend is not None else "")
    made = workspace.edit(Operation.WRITE_REPORT, lambda edit: checks.mend(edit, finding), done=done)
    return made is not None


def keep_finding(workspace: Workspace, finding: Finding, reason: str) -> bool:
    """Keep what a check found as it is, with a reason; where somebody else gave another meanwhile, both are shown."""
    kept = _keep_reason(workspace, finding, reason)
    if kept:
        workspace.show_toast(tr("Operations", "It stays as it is; the reason is kept with it"))
    return kept is not None


def forget_finding(workspace: Workspace, finding: Finding) -> bool:
    """Check it again after all."""
    return _keep_reason(workspace, finding, "") is True


def _keep_reason(workspace: Workspace, finding: Finding, reason: str) -> bool | None:
    words = {"": tr("Operations", "none: it is looked at again")}
    typed = TypedText(TextOf.KEPT, finding.section_id, finding.print, finding.kept, reason, words=words)
    kept: bool | None = workspace.attempt(lambda: workspace.typed.keep_now([typed]))
    return kept


@dataclass(frozen=True, slots=True)
class AboutImage:
    """What an image shows in words; `person_id` is the storyteller whose photo it is."""

    alt: str
    decorative: bool
    person_id: int | None = None


def add_image(
    workspace: Workspace,
    section_id: int,
    before: str,
    text: str,
    quotes: Iterable[Quote],
    key: str,
    image: BareImage,
    about: AboutImage,
) -> bool:
    """Put an image into the project and keep the section's `text`, in which it stands under `key`, in one step."""
    inside = workspace.attempt(lambda: images.keep_image(workspace.opened(), image))
    if inside is None:
        return False
    taken = images.TakenImage(key, inside, about.alt, about.decorative, about.person_id)
    along = {"quotes": tuple(quotes), "images": (taken,)}
    typed = TypedText(TextOf.SECTION, section_id, "body", before, text, along=along)
    kept = workspace.attempt(lambda: workspace.typed.keep_now([typed])) is True
    if kept:
        workspace.show_toast(tr("Operations", "Image added"))
    return kept


def describe_image(workspace: Workspace, section_id: int, key: str, before: str, now: str) -> bool:
    """Say what an image shows, or that it is `DECORATIVE`; `before` is what was shown of that."""
    words = {DECORATIVE: tr("Operations", "decorative: it shows nothing that needs words")}
    typed = TypedText(TextOf.SECTION, section_id, image_column(key), before, now, words=words)
    kept = workspace.attempt(lambda: workspace.typed.keep_now([typed])) is True
    if kept:
        workspace.show_toast(tr("Operations", "The image is described"))
    return kept
