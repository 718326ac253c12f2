"""About on which page a section begins: near what Typst makes of it."""

from pathlib import Path

import pypdf
import pytest
from small_report import Made

from coproclip.errors import Cancelled, StorageError
from coproclip.export.documents import typesetting
from coproclip.export.report.pdf import report_pdf
from coproclip.jobs import CancelToken
from coproclip.overview.report_outline import report_outline
from coproclip.project.kinds import SectionKind
from coproclip.report.assembled import assembled
from coproclip.report.document import Paragraph, Run

LONG = "We heard how a small room with better light makes people stay longer and speak about what matters to them. "


def test_the_pages_of_sections_are_about_those_of_the_pdf(drafted: Made, tmp_path: Path) -> None:
    for place, title in enumerate(("Chairs", "Food", "Thanks"), 2):
        drafted.write(title, lambda blocks, place=place: [*blocks, *[Paragraph((Run(LONG * 4),))] * 12 * place])  # type: ignore[misc]
    with drafted.project.read() as session:
        rows = report_outline(session)
    (tmp_path / "bench").mkdir()
    (tmp_path / "Report.pdf").write_bytes(report_pdf(assembled(drafted.project), tmp_path / "bench"))
    pdf = pypdf.PdfReader(tmp_path / "Report.pdf")
    begins = {
        str(one.title): (pdf.get_destination_page_number(one) or 0) + 1
        for one in pdf.outline
        if not isinstance(one, list)
    }
    assert rows[0].kind is SectionKind.COVER
    assert (rows[0].page, rows[1].page) == (1, 3)
    assert abs(rows[0].pages - len(pdf.pages)) <= 1
    assert len(pdf.pages) > 8
    for row in rows:
        found = [page for title, page in begins.items() if title.endswith(row.title)]
        assert all(abs(row.page - page) <= 1 for page in found), row.title


def test_a_pdf_that_takes_too_long_is_given_up_and_can_be_stopped(
    drafted: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafted.write("Thanks", lambda blocks: [*blocks, Paragraph((Run("a" * 50_000),))])
    report, cancel = assembled(drafted.project), CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        report_pdf(report, tmp_path, cancel)
    monkeypatch.setattr(typesetting, "MOST_CPU_S", 0.01)
    with pytest.raises(StorageError, match="The PDF takes far too much time or memory"):
        report_pdf(report, tmp_path)
