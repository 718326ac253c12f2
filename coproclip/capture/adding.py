"""A sound file that lies in the project becomes a story: the rows, and nothing else."""

from coproclip.people import stories
from coproclip.project.project import Edit
from coproclip.project.schema import Recording, Story


def add_story(
    edit: Edit,
    recording: Recording,
    *,
    title: str,
    storyteller: str = "",
    reporter: str = "",
    language: str = "",
    told_on: str = "",
) -> Story:
    """Add a story with this one `recording` (a new row whose `story_id` is set here) and return it.

    `storyteller` is an alias: one that is known is linked, a new one is added, an empty one leaves the story without.
    `language` is a code or empty for not known; `told_on` a date (ISO) or empty.
    """
    alias = " ".join(storyteller.split())
    story = stories.add_story(
        edit,
        title,
        storytellers=(alias,) if alias else (),
        reporter=reporter,
        language=language,
        told_on=told_on,
    )
    recording.story_id = story.id
    edit.add(recording)
    return story
