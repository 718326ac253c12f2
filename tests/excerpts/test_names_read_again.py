"""A name that is taken out stays out however often, and in whatever order, excerpts are read in one go."""

from consenting import allow
from made_stories import make_story

from coproclip.excerpts.approval import StoryReader
from coproclip.excerpts.marking import mark_quote
from coproclip.people.mentions import Found, add_names, decide
from coproclip.project.journal import Operation
from coproclip.project.kinds import MentionDecision
from coproclip.project.project import Project
from coproclip.project.schema import Excerpt


def test_what_is_read_again_is_read_without_the_name(project: Project) -> None:
    story = make_story(project)
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        ids = [mark_quote(edit, story, words).id for words in ("We moved the chairs.", "asked before.")]
        [name] = add_names(edit, story, [Found("chairs")])
        decide(edit, name.id, MentionDecision.REMOVE, by="Amina")
    with project.read() as session:
        reader = StoryReader(session)
        for number in (*ids, *ids, ids[0]):
            excerpt = session.get_one(Excerpt, number)
            said = " ".join(word.text for word in reader.voiced(excerpt, reader.spans(excerpt)))
            assert "chairs" not in said
            assert "name removed" in said or number == ids[1]
