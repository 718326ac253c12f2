"""What a recording leaves in a project and what is in nothing that leaves it."""

from datetime import date

from consenting import AGREED

from coproclip.capture.sidecar import Stretch
from coproclip.people.check_ins import set_check_in
from coproclip.people.consent import note_consent
from coproclip.people.moments import add_moments, set_starters
from coproclip.project.journal import Operation
from coproclip.project.kinds import MomentKind
from coproclip.project.project import Project
from coproclip.project.schema import Story

WORD = "zquirk"
SECRET = WORD.encode()


def note_all_that_stays(project: Project, story: int) -> None:
    """Notes, moments of every kind, consent, check-ins and starters; each has the word `WORD` in it."""
    with project.edit(Operation.CHANGE_STORY) as edit:
        row = edit.get(Story, story)
        row.note, row.private_note = f"Second floor {WORD}", f"Somebody may be at risk {WORD}"
        noted = [
            Stretch(kind.value, 6300 + 10 * place, 6305 + 10 * place, f"{kind.value} {WORD}")
            for place, kind in enumerate(MomentKind)
        ]
        heard, *_ = add_moments(edit, story, noted)
        for about in AGREED:
            note_consent(edit, story, about, "yes", f"Mrs {WORD}", f"at the {WORD} kitchen table", heard.id)
        set_check_in(edit, story, "reporter", date(2026, 3, 1))
        set_starters(edit, [f"What about {WORD}?"])
