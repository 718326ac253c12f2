"""A sound file that lies in the project becomes a story: the rows, and nothing else."""

from collections.abc import Sequence

from coproclip.people import stories
from coproclip.project.project import Edit
from coproclip.project.schema import Recording, Story


def add_story(
    edit: Edit,
    recording: Recording,
    *,
    title: str,
    storytellers: Sequence[str] = (),
    reporter: str = "",
    language: str = "",
    recorded_on: str = "",
) -> Story:
    """Add a story with this one `recording` (a new row whose `story_id` is set here) and return it.

    `storytellers` are aliases: one that is known is linked, a new one is added, an empty one is left out.
    `language` is a code or empty for not known; `recorded_on` a date (ISO) or empty.
    """
    story = stories.add_story(
        edit,
        title,
        storytellers=tuple(" ".join(alias.split()) for alias in storytellers),
        reporter=reporter,
        language=language,
        recorded_on=recorded_on,
    )
    recording.story_id = story.id
    edit.add(recording)
    return story
