"""Something of every kind that protects somebody, and each of those made looser: for copies and backups."""

from made_stories import make_story

from coproclip.excerpts import marking
from coproclip.people.storytellers import storytellers_of
from coproclip.project.journal import Operation
from coproclip.project.kinds import UNDER_16, ListKind, MentionDecision, MomentKind, NamedIn
from coproclip.project.project import Project
from coproclip.project.schema import (
    Handover,
    HandoverFile,
    ListEntry,
    Mention,
    Moment,
    Naming,
    Partner,
    ReportImage,
    Story,
)
from coproclip.report.sections import add_section
from coproclip.themes.codebook import add_theme

WHEN = "2026-03-01T10:00:00+00:00"


def protect(project: Project) -> int:
    """A story (its id) with something of every kind that holds back or protects."""
    story = make_story(project)
    with project.edit(Operation.CHANGE_STORY) as edit:
        kit = storytellers_of(edit.session, story)[0]
        kit.age_band = UNDER_16
        found = edit.get(Story, story)
        found.sensitive, found.care = 1, "He cried here."
        made = marking.mark(edit, story, 0, 900)
        made.sensitive, made.attribution, made.care = 1, "One storyteller", "Ask Kit first."
        edit.add(Mention(story_id=story, text="Tom", decision=MentionDecision.REMOVE.value, decided_by="Kit"))
        edit.add(Mention(story_id=story, text="Mary"))
        edit.add(Mention(story_id=story, text="Helen Lovell", decision=MentionDecision.REMOVE.value, decided_by="Kit"))
        edit.add(Naming(person_id=kit.id, named_in=NamedIn.CLIPS.value, label="One person"))
        marking.mark(edit, story, 1000, 1900)
        add_theme(edit, "no head of the table").in_their_words = 1
        edit.add(Moment(story_id=story, kind=MomentKind.OFF_RECORD.value, start_ms=1000, end_ms=3000))
        edit.add(Partner(name="Hillside Clinic"))
        section = add_section(edit, title="Our walk")
        section.left_out = 1
        photo = {"key": "k1", "file": "images/a.jpg", "alt": "Kit", "photo": 1}
        edit.add(ReportImage(section_id=section.id, person_id=kit.id, **photo))
        edit.add(ListEntry(kind=ListKind.QUESTION.value, position=0, text="In a play?", uses=["sharing"]))
        sent = edit.add(Handover(made_at=WHEN, use="sharing", title="For the council"))
        name = HandoverFile(handover_id=sent.id, story_id=story, name="1.mp3", sha256="0" * 64, taken_back_at=WHEN)
        edit.add(name)
    return story


LOOSENED: dict[tuple[str, str], str] = {
    ("story", "sensitive"): "UPDATE story SET sensitive = 0",
    ("excerpt", "sensitive"): "UPDATE excerpt SET sensitive = 0",
    ("theme", "in_their_words"): "UPDATE theme SET in_their_words = 0",
    ("story", "care"): "UPDATE story SET care = ''",
    ("excerpt", "care"): "UPDATE excerpt SET care = 'nothing' WHERE care != ''",
    ("excerpt", "attribution"): "UPDATE excerpt SET attribution = 'Kit Marsh'",
    ("naming", "label"): "UPDATE naming SET label = 'Kit Marsh'",
    ("mention", "decision"): "UPDATE mention SET decision = 'keep'",
    ("mention", "kind"): "UPDATE mention SET kind = 'place' WHERE text = 'Helen Lovell'",
    ("partner", "named_as"): "UPDATE partner SET named_as = 'Hillside Clinic'",
    ("storyteller", "age_band"): "UPDATE storyteller SET age_band = '25 to 49'",
    ("story_storyteller", "part"): "UPDATE story_storyteller SET part = 'named'",
    ("speaker", "storyteller_id"): "UPDATE speaker SET role = 'reporter', storyteller_id = NULL",
    ("list_entry", "text"): "UPDATE list_entry SET kind = 'role'",
    ("list_entry", "uses"): "UPDATE list_entry SET uses = '[]'",
    ("moment", "kind"): "UPDATE moment SET end_ms = 1200",
    ("handover_file", "taken_back_at"): "UPDATE handover_file SET taken_back_at = ''",
    ("report_image", "photo"): "UPDATE report_image SET photo = 0, person_id = NULL",
    ("report_section", "left_out"): "UPDATE report_section SET left_out = 0",
}
"""By table and column: what a copy says that lets go what the project holds back."""
