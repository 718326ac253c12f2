"""`coproclip care`, and the marks that `details`, `stories` and `excerpt` keep and show."""

from pathlib import Path

from consenting import allow, answer
from running import Command

from coproclip.excerpts import marking
from coproclip.project.journal import Operation
from coproclip.project.project import Project


def test_the_log_is_kept_and_listed(project: Project, story: int, cli: Command, done: Command) -> None:
    done("care", "add", project.folder, "Was upset afterwards", "--story", story, "--by", "Amina")
    done("care", "add", project.folder, "Rang them", "--kind", "done")
    assert [note["kind"] for note in done("care", "list", project.folder, "--json").json] == ["done", "worry"]
    listed = done("care", "list", project.folder, "--story", story)
    assert "worry, story 1, Amina: Was upset afterwards" in listed.out
    assert "Rang them" not in listed.out
    assert cli("care", "add", project.folder, " ").code == 1


def test_marks_are_kept_and_stand_in_every_list(project: Project, story: int, done: Command) -> None:
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = marking.mark_quote(edit, story, "We moved the chairs.").id
    fact = done("details", project.folder, story, "--care", "About a loss", "--sensitive", "--json").json
    assert (fact["care"], fact["sensitive"]) == ("About a loss", True)
    assert "SENSITIVE  (before hearing: About a loss)" in done("stories", project.folder).out
    assert "SENSITIVE  (before hearing: About a loss)" in done("excerpt", "list", project.folder).out
    done("excerpt", "change", project.folder, excerpt, "--care", "A death is named")
    assert done("excerpt", "list", project.folder, "--json").json[0]["care"] == "A death is named"
    done("details", project.folder, story, "--not-sensitive", "--care", "")
    assert "SENSITIVE" not in done("stories", project.folder).out


def test_sensitive_things_leave_only_once_the_stored_yes_was_looked_at(
    project: Project, story: int, cli: Command, done: Command, tmp_path: Path
) -> None:
    allow(project, story)
    with project.edit(Operation.MARK_EXCERPT) as edit:
        excerpt = marking.mark_quote(edit, story, "We moved the chairs.", title="Chairs").id
    answer(project, excerpt)
    done("excerpt", "change", project.folder, excerpt, "--sensitive")
    export = ("export", "clips", project.folder, "--to", tmp_path / "out", "--format", "wav")
    refused = cli(*export)
    assert refused.code == 1
    assert "Sensitive: Chairs" in refused.err
    assert "--consent-confirmed" in refused.err
    assert not list(tmp_path.glob("out/*.wav"))
    done(*export, "--consent-confirmed")
    assert [path.name for path in tmp_path.glob("out/*.wav")] == ["01 Chairs.wav"]


def test_a_note_is_changed_and_deleted(project: Project, cli: Command, done: Command) -> None:
    done("care", "add", project.folder, "Was upset", "--by", "Amina")
    done("care", "change", project.folder, 1, "--text", "Was upset, is better", "--kind", "check-in")
    [note] = done("care", "list", project.folder, "--json").json
    assert (note["text"], note["kind"], note["by"]) == ("Was upset, is better", "check-in", "Amina")
    assert cli("care", "change", project.folder, 7, "--text", "x").code == 1
    done("care", "delete", project.folder, 1)
    assert done("care", "list", project.folder, "--json").json == []
    assert cli("care", "delete", project.folder, 1).code == 1
