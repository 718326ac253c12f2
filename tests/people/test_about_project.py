"""The project's own page."""

import pytest

from coproclip.errors import BadInput
from coproclip.people.about_project import (
    FIELDS,
    STANDARD_BANDS,
    add_partner,
    change_project,
    find_partner,
    project_facts,
)
from coproclip.project.journal import Operation
from coproclip.project.project import Project


def test_every_field_is_kept_and_undone_in_one_step(project: Project) -> None:
    texts = {name: f"the {name}" for name in FIELDS}
    with project.edit(Operation.CHANGE_PROJECT) as edit:
        change_project(edit, texts, {"one": 0, "lots": 50})
        add_partner(edit, "Harbour Trust", "a housing charity", "Dock Homes, Quay Trust")
    facts = project.query(project_facts)
    assert dict(facts.texts) == texts
    assert dict(facts.bands) == {"one": 0, "lots": 50}
    assert [(one.name, one.named_as) for one in facts.partners] == [("Harbour Trust", "a housing charity")]
    with project.read() as session:
        assert find_partner(session, "quay trust").name == "Harbour Trust", "found by what it was called before"
    project.undo()
    facts = project.query(project_facts)
    assert (facts.texts["purpose"], facts.partners, facts.bands) == ("", (), STANDARD_BANDS)


@pytest.mark.parametrize("bands", [{"most": 120}, {"": 5}, {"some": 10, "many": 10}, {"some": True}])
def test_quantity_words_that_make_no_sense_are_refused(project: Project, bands: dict[str, int]) -> None:
    with pytest.raises(BadInput), project.edit(Operation.CHANGE_PROJECT) as edit:
        change_project(edit, {}, bands)
    assert project.query(project_facts).bands == STANDARD_BANDS


def test_a_project_needs_a_title(project: Project) -> None:
    with pytest.raises(BadInput, match="needs a title"), project.edit(Operation.CHANGE_PROJECT) as edit:
        change_project(edit, {"title": " "})
