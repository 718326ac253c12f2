"""A report in few words, for tests in which it leaves."""

from collections.abc import Sequence

from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.report.markup import parse
from coproclip.report.sections import add_quote, add_section, set_body


def write_report(project: Project, excerpts: Sequence[int]) -> int:
    """A section that quotes each of these excerpts; returns its id."""
    with project.edit(Operation.WRITE_REPORT) as edit:
        section = add_section(edit, title="Voices").id
        keys = [add_quote(edit, section, excerpt).key for excerpt in excerpts]
        set_body(edit, section, parse("\n\n".join(f"> {{quote {key}}}" for key in keys)))
        return section
