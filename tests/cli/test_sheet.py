"""`coproclip sheet`: written as PDF and as a page, numbered, and its text changed."""

import os
import subprocess
import sys
from pathlib import Path

from running import Command
from tagged import Tagged

from coproclip.project.project import Project


def test_a_page_is_written_and_kept_under_a_number(
    cli: Command, done: Command, project: Project, story: int, tmp_path: Path
) -> None:
    folder, page = project.folder, tmp_path / "sheet.html"
    done("project", "set", folder, "why_ask=To hear what helps.")
    told = done("sheet", folder, "--form", "easy", "--to", page, "--json").json
    assert told == {"sheet": 1, "form": "easy", "file": str(page)}
    assert "To hear what helps." in page.read_text("utf-8")
    [given] = done("sheet", folder, "--given", "--json").json
    assert (given["sheet"], given["form"]) == (1, "easy")
    assert "To hear what helps." in given["text"]
    done("consent", folder, story, "quoted", "yes", "--by", "Kit", "--how", "on a signed sheet", "--sheet", 1)
    assert "sheet 1" in done("consent", folder, story, "--list").out
    assert "is there already" in cli("sheet", folder, "--to", page).err
    assert cli("sheet", folder, "--to", folder / "sheet.html").code == 1, "not inside the project"
    assert cli("sheet", folder, "--to", tmp_path / "sheet.doc").code == 2
    assert cli("consent", folder, story, "quoted", "yes", "--by", "K", "--how", "so", "--sheet", 9).code == 1


def test_the_text_is_printed_changed_and_the_usual_again(done: Command, project: Project, tmp_path: Path) -> None:
    usual = done("sheet", project.folder, "--text").out
    assert usual.startswith("# {title}\n")
    (tmp_path / "mine.txt").write_text("# Ours\n{questions}\n", "utf-8")
    done("sheet", project.folder, "--change", tmp_path / "mine.txt")
    assert done("sheet", project.folder, "--text").out == "# Ours\n{questions}\n"
    (tmp_path / "mine.txt").write_text("", "utf-8")
    done("sheet", project.folder, "--change", tmp_path / "mine.txt")
    assert done("sheet", project.folder, "--text").out == usual


def test_a_sheet_that_is_far_too_long_leaves_no_file(
    cli: Command, done: Command, project: Project, tmp_path: Path
) -> None:
    done("project", "set", project.folder, f"why_ask={'x ' * 9_000}")
    (tmp_path / "mine.txt").write_text("{why_ask}\n" * 4_000, "utf-8")
    done("sheet", project.folder, "--change", tmp_path / "mine.txt")
    refused = cli("sheet", project.folder, "--to", tmp_path / "sheet.pdf")
    assert (refused.code, "far too long" in refused.err) == (1, True)
    assert not (tmp_path / "sheet.pdf").exists()


def test_a_pdf_is_made_without_a_window(project: Project, tmp_path: Path) -> None:
    project.close()
    made = tmp_path / "sheet.pdf"
    hidden = {"DISPLAY": "", "WAYLAND_DISPLAY": ""}
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"} | hidden
    command = [sys.executable, "-m", "coproclip", "sheet", str(project.folder), "--form", "large", "--to", str(made)]
    ran = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == "Sheet 1: sheet.pdf\n"
    printed = Tagged(made)
    assert printed.is_ua
    assert printed.tags.count("H2") == 3
    assert "What you decide" in printed.text


def test_no_sheet_carries_words_that_nobody_agreed_to(
    cli: Command, done: Command, project: Project, story: int, tmp_path: Path
) -> None:
    folder = project.folder
    done("excerpt", "add", folder, story, "--quote", "there was no head of the table")
    done("excerpt", "answer", folder, 1, "no", "--by", "Kit", "--how", "on the phone")
    done("project", "set", folder, "why_ask=Because there was no head of the table.")
    ran = cli("sheet", folder, "--to", tmp_path / "sheet.html")
    assert ran.code == 1
    assert "“Why are we asking?” has words of" in ran.err
    assert list(tmp_path.glob("sheet.*")) == []
    assert done("sheet", folder, "--given", "--json").json == []
    done("project", "set", folder, "why_ask=To hear what helps.")
    done("sheet", folder, "--to", tmp_path / "sheet.html")
