"""How long a report of 60 pages with 158 quotes takes to draft, to draft again, to check, to show and to export.

    python tests/bench/bench_report.py [--limits] [--profile STEP]…

The quotes are those of a published report where the folder of shared material lies beside the repository, else made
up; the pages are filled with sentences that nobody said. Times are of the processor, the least of three. With
`--limits` the exit code is 1 when drafting takes more than 3 s or checking more than 1 s.
"""

import argparse
import cProfile
import json
import os
import pstats
import random
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from coproclip.export.report.folder import ReportFormat, export_report
from coproclip.overview.report import shown_report
from coproclip.overview.report_outline import report_outline
from coproclip.project.journal import Operation
from coproclip.project.kinds import SectionKind
from coproclip.project.project import Project
from coproclip.report.assembled import assembled
from coproclip.report.checks import check_report
from coproclip.report.document import Paragraph, Run
from coproclip.report.drafting import draft_report
from coproclip.report.kept import keep_finding
from coproclip.report.letters import letters, stretches
from coproclip.report.markup import parse
from coproclip.report.sections import kind_of, sections, set_body

SEED = Path(__file__).resolve().parents[3] / "shared" / "data" / "seed_codebook.json"
PAGES, WORDS_A_PAGE = 60, 350
LIMITS = {"draft": 3.0, "draft again": 3.0, "check": 1.0, "docx": 5.0, "html": 5.0, "pdf": 10.0}
SENTENCE = (
    "we heard how a small room with better light makes people stay longer and speak about what matters to them when "
    "nobody is in a hurry or has to write it all at once before the kettle boils which is why groups meet in kitchens "
    "gardens halls libraries or at the edge of some field where children can run while others sit around old tables"
)
WORDS = SENTENCE.split()


def made_up() -> list[dict[str, Any]]:
    """A report in the form of the published one."""
    chance = random.Random(7)
    return [
        {
            "theme": f"Theme {place}",
            "question": "What is it?",
            "heading_kind": "question",
            "subthemes": [f"Part {part} of {place}" for part in range(6)],
            "quotes": [
                {
                    "text": " ".join(chance.choices(WORDS, k=chance.choice((2, 8, 14, 45)))) + f" {place} {number}",
                    "subtheme": f"Part {number % 6} of {place}",
                    "kind": "headline" if number == 0 else "quote",
                }
                for number in range(19 + (place > 2))
            ],
        }
        for place in range(8)
    ]


def fill_pages(project: Project) -> int:
    """Write paragraphs into the sections about themes until there are so many pages; how many words there are."""
    chance, words = random.Random(3), 0
    with project.edit(Operation.WRITE_REPORT) as edit:
        themes = [one for one in sections(edit.session) if kind_of(one) is SectionKind.THEME]
        for section in themes:
            blocks = list(parse(section.body))
            for _ in range(PAGES * WORDS_A_PAGE // len(themes) // 80):
                said = [" ".join(chance.choices(WORDS, k=chance.randint(9, 18))).capitalize() for _ in range(6)]
                blocks.append(Paragraph((Run(". ".join(said) + "."),)))
            set_body(edit, section.id, blocks)
            words += sum(len(letters(text).split()) for text in stretches(blocks))
    return words


def keep_what_blocks(project: Project) -> None:
    """Say of everything that an export waits for that it stays."""
    with project.edit(Operation.KEEP_FINDING) as edit:
        for finding in check_report(edit.session):
            if finding.blocks:
                keep_finding(edit, finding.print, "It stays.")


def main() -> int:
    """Print the figures; 1 if a limit is passed."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--limits", action="store_true")
    asked.add_argument("--profile", action="append", metavar="STEP", default=[])
    wanted = asked.parse_args()
    report = json.loads(SEED.read_text("utf-8")) if SEED.is_file() else made_up()
    late = False
    with tempfile.TemporaryDirectory() as temporary:
        os.environ.setdefault("COPROCLIP_HOME", temporary)
        sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
        project = import_module("seeded").make_seeded(Path(temporary) / "Seed", report)

        def draft() -> object:
            with project.edit(Operation.DRAFT_REPORT) as edit:
                return draft_report(edit)

        def read(function: Callable[[Any], object]) -> object:
            with project.read() as session:
                return function(session)

        def measure(step: str, do: Callable[[], object], times: int = 3) -> None:
            nonlocal late
            least = min(_seconds(do, step in wanted.profile and not n) for n in range(times))
            passed = least > LIMITS.get(step, 1e9)
            late = late or passed
            print(f"  {step:12} {least:6.2f} s{'   over the limit' if passed else ''}", flush=True)

        with project:
            measure("draft", draft, 1)
            print(
                f"{fill_pages(project):,} words typed and {sum(len(one['quotes']) for one in report)} quotes",
                flush=True,
            )
            measure("draft again", draft)
            measure("check", lambda: read(check_report))
            measure("outline", lambda: read(report_outline))
            measure("show all", lambda: read(shown_report))
            measure("assembled", lambda: assembled(project))
            keep_what_blocks(project)
            for kind in (ReportFormat.DOCX, ReportFormat.HTML, ReportFormat.PDF):
                measure(kind.value, partial(export_report, project, Path(temporary), [kind]))
    return int(late and wanted.limits)


def _seconds(do: Callable[[], object], profiled: bool) -> float:
    profile = cProfile.Profile()
    began = time.process_time()
    if profiled:
        profile.runcall(do)
        pstats.Stats(profile).sort_stats("tottime").print_stats(40)
    else:
        do()
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
