"""The themes of a published report rebuilt by commands alone: headings in order, counts, differences, questions."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from consenting import allow, say
from made_stories import new_project
from running import Command
from seeded import read_codebook, tell_quotes

from coproclip.excerpts.rules.policy import Use
from coproclip.project.journal import Operation
from coproclip.project.kinds import NoteKind
from coproclip.project.project import Project
from coproclip.transcript.edits import passages

QUESTIONS = ("How do we safeguard each other from harm as we become involved?", "How do we achieve financial equity?")


def codebook_of(report: list[dict[str, Any]]) -> dict[str, Any]:
    """The report's themes as a list that somebody hands on."""
    themes: list[dict[str, str]] = []
    for theme in report:
        top = {"name": theme["theme"], "question": theme["question"], "heading_kind": theme["heading_kind"]}
        themes += [top, *({"name": under, "part_of": theme["theme"]} for under in theme["subthemes"])]
    return {"format": "coproclip themes", "version": 1, "themes": themes}


def test_the_codebook_of_a_published_report_is_rebuilt(done: Command, tmp_path: Path, shared: Path) -> None:
    report = read_codebook(shared)
    with new_project(tmp_path / "Seed") as project:
        stories = tell_quotes(project, report)
        allow(project, *stories)
        with project.read() as session:
            said = {story: passages(session, story) for story in stories}
            times = {story: [(one.start_ms, one.end_ms) for one in lines] for story, lines in said.items()}
        folder = project.folder
    # Themes, then all that is said, found in the stories; what is too short to be found is marked by hand.
    (tmp_path / "themes.json").write_text(json.dumps(codebook_of(report)), "utf-8")
    assert len(done("codebook", "import", folder, tmp_path / "themes.json", "--json").json["added"]) == 54
    quotes = [(theme, quote) for theme in report for quote in theme["quotes"]]
    listed = [" ".join(quote["text"].split()) for _, quote in quotes]
    (tmp_path / "quotes.txt").write_text("\n\n".join(f"“{one}”" for one in listed), "utf-8")
    found = done("quotes", "import", folder, tmp_path / "quotes.txt", "--json").json
    where: dict[str, tuple[int, int]] = {}
    for one in found:
        if one["excerpt"]:
            where[one["quote"]] = one["excerpt"], one["places"][0]["story"]
    into: dict[str, list[int]] = defaultdict(list)
    for number, ((_, quote), words) in enumerate(zip(quotes, listed, strict=True)):
        story = stories[number % len(stories)]
        if words not in where:
            start, end = times[story][number // len(stories)]  # one word alone may be said twice
            stretch = ("--from", start, "--to", end, "--theme", quote["subtheme"])
            where[words] = done("excerpt", "add", folder, story, *stretch, "--json").json["id"], story
        else:
            into[quote["subtheme"]].append(where[words][0])
    assert len(where) == 158
    for under, ids in into.items():
        done("theme", "link", folder, under, *ids)
    # A different view, suggestions, headlines.
    headlines: list[int] = []
    for theme, quote in quotes:
        excerpt = where[" ".join(quote["text"].split())][0]
        if quote.get("counterpoint"):
            done("theme", "link", folder, quote["subtheme"], excerpt, "--differs")
        if quote["subtheme"] == "Practical suggestions":
            done("excerpt", "set", folder, excerpt, "--kind", "suggestion")
        if quote["kind"] == "headline":
            done("theme", "change", folder, theme["theme"], "--headline", excerpt)
            headlines.append(excerpt)
    with Project.open(folder) as project, project.edit(Operation.NOTE_ANSWER) as edit:
        for excerpt in headlines:
            say(edit, excerpt, uses=[Use.SHARING, Use.QUOTE, Use.REPORT])
    # What came of it and what stays open is noted by the group, all in one sheet.
    outputs = [item for theme in report for callout in theme.get("callouts", ()) for item in callout["items"]]
    outputs = outputs[:10]
    done("session", "new", folder, "Sense-making", "--person", "Amina")
    sheet = tmp_path / "sheet.txt"
    sheet.write_text("\n".join([*(f"output: {one}" for one in outputs), *(f"question: {one}" for one in QUESTIONS)]))
    assert done("session", "enter", folder, "Sense-making", sheet, "--json").json["lines"] == 12

    headings = done("theme", "headings", folder, "--json").json
    tops = [one for one in headings if one["headline"]]
    assert [one["name"] for one in tops] == [theme["theme"] for theme in report]
    assert [one["heading"] for one in tops] == [f"“{one['headline_quote']}”: {one['question']}" for one in report]
    assert [one["kind"] for one in tops].count("statement") == 1
    assert not any(one["needs_headline"] for one in tops)
    expected: dict[str, set[int]] = defaultdict(set)
    for (theme, quote), words in zip(quotes, listed, strict=True):
        expected[theme["theme"]].add(where[words][1])
        expected[quote["subtheme"]].add(where[words][1])
    counts = {one["theme"]: one for one in done("counts", folder, "--json").json}
    assert {name: one["stories"] for name, one in counts.items()} == {
        name: len(expected.get(name, ())) for name in counts
    }
    assert counts["Still finding value: a different view"]["differing"] == 2
    assert counts["Careless co-production"]["differing"] == 2
    assert counts["Values, power and knowledge"]["excerpts"] == 25
    assert len(done("excerpt", "list", folder, "--kind", "suggestion", "--json").json) == 2
    noted = done("session", "result", folder, "Sense-making", "--json").json["notes"]
    assert [one["text"] for one in noted if one["kind"] == NoteKind.OUTPUT] == outputs
    assert [one["text"] for one in noted if one["kind"] == NoteKind.QUESTION] == [*QUESTIONS]
