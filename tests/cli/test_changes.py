"""What the window can change, the command line can: excerpts, themes, playlists, details, the bin."""

from pathlib import Path

import pytest
from running import Command

from coproclip.project.project import Project

WORDS = "We moved the chairs. After that there was no head of the table"


@pytest.fixture
def folder(project: Project, story: int) -> Path:
    """A project with one story, nothing marked in it."""
    return project.folder


@pytest.fixture
def excerpt(done: Command, folder: Path) -> int:
    return int(done("excerpt", "add", folder, 1, "--quote", WORDS, "--json").json["id"])


@pytest.fixture
def another(done: Command, folder: Path) -> int:
    return int(done("excerpt", "add", folder, 1, "--quote", "And then?", "--json").json["id"])


# ---- excerpts -------------------------------------------------------------------------------------------------


def test_what_is_said_about_an_excerpt_is_changed_and_the_rest_stays(done: Command, folder: Path, excerpt: int) -> None:
    given = ("--title", "Chairs", "--name", "June", "--note", "For the hall")
    [fact] = done("excerpt", "change", folder, excerpt, *given, "--lead-in", 400, "--json").json
    assert (fact["title"], fact["name"], fact["note"]) == ("Chairs", "June", "For the hall")
    assert fact["lead_in_ms"] == 400
    [fact] = done("excerpt", "change", folder, excerpt, "--name", "", "--json").json
    assert (fact["title"], fact["name"], fact["note"]) == ("Chairs", "", "For the hall")


@pytest.mark.parametrize(
    "line", [("change",), ("change", "--feeling", "angry"), ("change", "--lead-in", 9000), ("trim",), ("cut",)]
)
def test_what_makes_no_sense_is_an_error_of_usage(cli: Command, folder: Path, excerpt: int, line: tuple) -> None:  # type: ignore[type-arg]
    verb, *rest = line
    assert cli("excerpt", verb, folder, excerpt, *rest).code == 2


def test_an_excerpt_is_trimmed_to_whole_words(done: Command, cli: Command, folder: Path, excerpt: int) -> None:
    [before] = done("excerpt", "list", folder, excerpt, "--json").json
    [span] = before["spans"]
    middle = (span["start_ms"] + span["end_ms"]) // 2
    [after] = done("excerpt", "trim", folder, excerpt, "--to", middle, "--json").json
    assert after["quote"]
    assert before["quote"].startswith(after["quote"])
    assert after["quote"] != before["quote"]
    assert after["spans"][0]["start_ms"] == span["start_ms"]
    ran = cli("excerpt", "trim", folder, excerpt, "--to", 0)
    assert ran.code == 1
    assert "It stays as it was." in ran.err
    assert done("excerpt", "list", folder, excerpt, "--json").json[0]["quote"] == after["quote"]


def test_both_edges_move_past_where_it_was(done: Command, folder: Path, excerpt: int) -> None:
    there = done("excerpt", "add", folder, 1, "--quote", "And then?", "--json").json["spans"][0]
    [fact] = done(
        "excerpt", "trim", folder, excerpt, "--from", there["start_ms"], "--to", there["end_ms"], "--json"
    ).json
    assert fact["quote"] == "And then?"


def test_words_are_cut_out_and_put_back(done: Command, cli: Command, folder: Path, excerpt: int) -> None:
    [before] = done("excerpt", "list", folder, excerpt, "--json").json
    [cut] = done("excerpt", "cut", folder, excerpt, "--words", "the chairs", "--json").json
    assert "chairs" not in cut["quote"]
    assert "…" in cut["quote"]
    assert len(cut["spans"]) == 2
    ran = cli("excerpt", "cut", folder, excerpt, "--words", "the tables")
    assert ran.code == 1
    assert "These words are not in this excerpt." in ran.err
    assert done("excerpt", "put-back", folder, excerpt, "--json").json[0]["quote"] == before["quote"]
    assert cli("excerpt", "put-back", folder, excerpt).code == 1


# ---- themes ---------------------------------------------------------------------------------------------------


def test_excerpts_are_put_in_a_theme_and_taken_out(
    done: Command, cli: Command, folder: Path, excerpt: int, another: int
) -> None:
    done("theme", "add", folder, "Trust")
    fact = done("theme", "link", folder, "trust", excerpt, another, "--json").json
    assert (fact["excerpts"], fact["stories"]) == (2, 1)
    assert done("theme", "unlink", folder, "Trust", another, "--json").json["excerpts"] == 1
    ran = cli("theme", "unlink", folder, "Trust", another)
    assert (ran.code, "is not in this theme" in ran.err) == (1, True)
    assert cli("theme", "link", folder, "Trust", 99).code == 1


def test_a_theme_is_changed_moved_and_deleted_and_its_excerpts_stay(
    done: Command, cli: Command, folder: Path, excerpt: int
) -> None:
    for name in ("Trust", "Doors", "Time"):
        done("theme", "add", folder, name)
    done("theme", "link", folder, "Doors", excerpt)
    fact = done("theme", "change", folder, "Doors", "--name", "Open doors", "--headline", excerpt, "--json").json
    assert (fact["name"], fact["headline"]) == ("Open doors", excerpt)
    assert done("theme", "move", folder, "Open doors", "--under", "Trust", "--json").json["parent"] == "Trust"
    ran = cli("theme", "move", folder, "Trust", "--under", "Open doors")
    assert (ran.code, "cannot be put under itself" in ran.err) == (1, True)
    done("theme", "move", folder, "Time", "--position", 1)
    assert [fact["name"] for fact in done("theme", "list", folder, "--json").json] == ["Time", "Trust", "Open doors"]
    assert done("theme", "move", folder, "Open doors", "--top", "--json").json["parent"] is None
    gone = done("theme", "delete", folder, "Open doors", "--to", "Time", "--json").json
    assert gone["moved"] == [excerpt]
    counts = {fact["name"]: fact["excerpts"] for fact in done("theme", "list", folder, "--json").json}
    assert counts == {"Time": 1, "Trust": 0}
    assert cli("theme", "move", folder, "Time").code == 2
    assert cli("theme", "change", folder, "Time").code == 2


# ---- playlists ------------------------------------------------------------------------------------------------


def test_a_playlist_is_ordered_changed_and_deleted(
    done: Command, cli: Command, folder: Path, excerpt: int, another: int
) -> None:
    done("playlist", "add", folder, "Doors", "--excerpt", excerpt, "--excerpt", another)
    moved = done("playlist", "move", folder, "Doors", another, "--position", 1, "--json").json
    assert moved["excerpts"] == [another, excerpt]
    assert done("playlist", "order", folder, "Doors", "--by", "time", "--json").json["excerpts"] == [excerpt, another]
    assert cli("playlist", "order", folder, "Doors", "--by", "size").code == 2
    balance = done("playlist", "balance", folder, "Doors", "--json").json
    assert balance["teller"] == [{**balance["teller"][0], "name": "Kit", "percent": 100}]
    assert (balance["follows"], balance["excerpts"], balance["theme"][0]["name"]) == (0, 2, "")
    assert "2 of 2 excerpts" in done("playlist", "balance", folder, "Doors").out
    assert done("playlist", "remove", folder, "Doors", another, "--json").json["excerpts"] == [excerpt]
    ran = cli("playlist", "remove", folder, "Doors", another)
    assert (ran.code, "is not in this playlist" in ran.err) == (1, True)
    fact = done("playlist", "change", folder, "Doors", "--name", "Open", "--introduction", "Listen", "--json").json
    assert (fact["name"], fact["introduction"]) == ("Open", "Listen")
    fact = done("playlist", "change", folder, "Open", "--gap", 1500, "--address", "example.org/a", "--json").json
    assert (fact["gap_ms"], fact["address"], fact["between"]) == (1500, "https://example.org/a", [])
    done("playlist", "introduce", folder, "Open", excerpt, "--words", "How it began", "--chapter", "One")
    [between] = done("playlist", "list", folder, "--json").json[0]["between"]
    assert between == {"excerpt": excerpt, "introduction": "How it began", "chapter": "One", "spoken": False}
    ran = cli("playlist", "introduce", folder, "Open", excerpt, "--spoken")
    assert (ran.code, "Only a reporter" in ran.err) == (1, True)
    assert cli("playlist", "introduce", folder, "Open", excerpt).code == 2
    assert cli("playlist", "change", folder, "Open").code == 2
    done("playlist", "delete", folder, "Open")
    assert done("playlist", "list", folder, "--json").json == []
    assert [one["id"] for one in done("excerpt", "list", folder, "--json").json] == [excerpt, another]


# ---- details and the bin --------------------------------------------------------------------------------------


def test_what_is_known_of_a_story_is_shown_and_changed(done: Command, folder: Path) -> None:
    before = done("details", folder, 1, "--json").json
    given = ("--title", "The circle", "--storyteller", "June", "--storyteller", "Kit", "--reporter", "Ada")
    after = done("details", folder, 1, *given, "--private-note", "Ring first", "--json").json
    assert (after["title"], sorted(after["storytellers"]), after["reporter"]) == ("The circle", ["June", "Kit"], "Ada")
    assert (after["private_note"], after["language"], after["binned"]) == ("Ring first", before["language"], False)
    assert "The circle" in done("details", folder, 1).out


def test_a_story_goes_into_the_bin_and_comes_out(done: Command, cli: Command, folder: Path) -> None:
    assert done("bin", folder, "--json").json == []
    done("delete", folder, 1)
    [fact] = done("bin", folder, "--json").json
    assert fact["id"] == 1
    assert "is in the bin" in done("details", folder, 1).err
    done("bin", folder, "--take-out", 1)
    assert done("bin", folder, "--json").json == []
    ran = cli("bin", folder, "--take-out", 1)
    assert (ran.code, "is not in the bin" in ran.err) == (1, True)


def test_each_change_is_told_to_a_window_that_has_the_project_open(
    done: Command, project: Project, folder: Path, excerpt: int
) -> None:
    project.poll()
    done("excerpt", "change", folder, excerpt, "--note", "For the hall")
    changes = project.poll()
    assert changes is not None
    assert changes.ids == {"excerpt": {excerpt}}


@pytest.mark.parametrize(("code", "good"), [("cy", True), ("pt-BR", True), ("en-Kit-Pugh-liar", False), ("x", False)])
def test_a_language_is_a_plain_code(cli: Command, folder: Path, code: str, good: bool) -> None:
    ran = cli("details", folder, 1, "--language", code)
    assert (ran.code == 0) is good
    assert ("A language is written in short" in ran.err) is not good


# ---- making sense ---------------------------------------------------------------------------------------------


def test_what_an_excerpt_means_is_set_and_listed(
    done: Command, cli: Command, folder: Path, excerpt: int, another: int
) -> None:
    other = another
    line = ("--kind", "metaphor", "--valence", "difficult", "--feeling", "knackered", "--spotlight")
    [fact] = done("excerpt", "set", folder, excerpt, *line, "--unused", "said better", "--json").json
    said = (fact["kind"], fact["valence"], fact["feeling"], fact["spotlight"], fact["unused_reason"])
    assert said == ("metaphor", "difficult", "knackered", True, "said better")
    listed = done("excerpt", "list", folder, "--kind", "metaphor", "--json").json
    assert [one["id"] for one in listed] == [excerpt]
    assert done("excerpt", "list", folder, "--valence", "mixed", "--json").json == []
    [fact] = done("excerpt", "link", folder, excerpt, other, "--words", "the same day", "--json").json
    assert fact["linked"] == [{"id": other, "words": "the same day"}]
    assert done("excerpt", "unlink", folder, other, excerpt, "--json").json[0]["linked"] == []
    assert cli("excerpt", "unlink", folder, other, excerpt).code == 1
    assert cli("excerpt", "set", folder, excerpt).code == 2
    assert cli("excerpt", "set", folder, excerpt, "--kind", "rant").code == 2


def test_themes_are_merged_split_and_related(done: Command, folder: Path, excerpt: int, another: int) -> None:
    other = another
    for name, number in (("Chairs", excerpt), ("Seats", other)):
        done("theme", "add", folder, name)
        done("theme", "link", folder, name, number)
    fact = done("theme", "link", folder, "Seats", other, "--differs", "--json").json
    assert (fact["excerpts"], fact["differing"]) == (1, 1)
    fact = done("theme", "change", folder, "Seats", "--heading", "statement", "--suggested", "group", "--json").json
    assert (fact["heading_kind"], fact["suggested_by"]) == ("statement", "group")
    fact = done("theme", "relate", folder, "Seats", "leads to", "Chairs", "--words", "later", "--json").json
    assert fact["relations"] == [{"theme": "Chairs", "kind": "leads to", "words": "later", "comes_in": False}]
    fact = done("theme", "merge", folder, "Chairs", "Seats", "--by", "Kit", "--why", "the same", "--json").json
    assert (fact["excerpts"], fact["differing"], fact["relations"]) == (2, 1, [])
    fact = done("theme", "split", folder, "Chairs", "Stools", other, "--json").json
    assert fact["excerpts"] == 1
    names = {one["name"]: one for one in done("theme", "list", folder, "--json").json}
    assert names["Stools"]["differing"] == 1
    told = done("theme", "history", folder, "--json").json
    assert ("“Seats” was merged into it", "Kit", "the same") in [(one["what"], one["who"], one["why"]) for one in told]
