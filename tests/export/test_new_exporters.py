"""Whoever adds an exporter that lets something out ungranted, unnoted or untried fails here."""

import sys
from pathlib import Path

import pytest
from exporting import bare_texts, exporters, not_asking, writers

import coproclip.export

NO_CONTENT = {
    ("codebook_file", "GrantedTheme", "texts"),  # of granted texts
    ("codebook_file", "GrantedCodebook", "left_out"),  # said to who writes it, in no file
    ("codebook_file", "GrantedCodebook", "relations"),  # of the themes that are granted, and kinds
    *(
        ("documents.tables", "Table", name) for name in ("title", "columns", "rows", "notes")
    ),  # of granted names, and numbers
    *(("documents.tables", "written", name) for name in ("ending", "notice")),
    *(("documents.tables", name, "notice") for name in ("as_csv", "as_html", "as_xlsx")),
    ("captioning.captions", "plain_text", "title"),  # the title of the excerpt whose words they are
    ("clip", "write_text", "text"),  # what a writer made
    ("clip", "write_text", "activity"),
    ("captioning.translated", "TranslatedCaptions", "language"),  # of what is granted, as it is made of that alone
    ("captioning.translated", "TranslatedCaptions", "label"),  # what that language is called
    ("clip", "ClipFiles", "translations"),  # files, by language
    ("playlist.playlist_files", "PlaylistTrack.translation_files", "language"),  # which of those
    ("clip", "ClipFiles", "problems"),
    ("clip", "ClipChoices", "captions_in"),  # the language of a translation that is granted
    ("clips", "export_clips", "captions_in"),
    ("captioned_video", "write_captioned_video", "captions_in"),
    ("clip", "ClipChoices", "format"),
    ("clips", "export_clips", "format"),
    ("clips", "say_what_is_left", "left"),
    *(("exchange.marked_sound", "Sentence", name) for name in ("speaker", "text")),  # of grants, or for the team
    *(("exchange.marked_sound", "Mark", name) for name in ("title", "text", "signed", "themes")),
    *(("exchange.marked_sound", "MarkedSound", name) for name in ("title", "language", "recorded_on")),
    ("exchange.qda_file", "QdaFile", "left_out"),  # said to whoever makes it, and written nowhere
    ("playlist.listen_page", "language_tag", "language"),
    ("folders.placing", "playlist_place", "suffix"),
    ("folders.placing", "handout_place", "suffix"),
    ("folders.placing", "review_place", "suffix"),
    ("playlist.playlist_files", "ExportedTheme", "letter"),
    ("playlist.playlist_files", "PlaylistInfo", "language"),
    ("playlist.playlist_files", "PlaylistInfo", "project_uid"),
    ("playlist.playlist_files", "PlaylistInfo", "uid"),
    ("playlist.playlist_files", "PlaylistKey", "project_uid"),
    ("playlist.playlist_files", "PlaylistKey", "uid"),
    ("playlist.playlist_files", "playlist_json", "files"),
    ("playlist.playlist_files", "playlist_json", "project_key"),
    ("playlist.playlist_page", "export_playlist", "format"),
    ("playlist.playlist_page", "export_playlist", "address"),  # it asks whether that may leave
    ("playlist.one_page", "export_one_page", "format"),
    ("playlist.one_page", "OnePage", "problems"),
    ("montage", "MontageFolder", "problems"),
    ("playlist.feed", "checked_address", "address"),
    *(("review_page", "PackItem", name) for name in ("code", "codes", "uses", "sound", "clock", "length")),
    *(("review_page", "PackItem", name) for name in ("before", "words", "after")),  # of the excerpt and its context
    ("review_page", "PackItem", "shown_as"),  # how the grant signs it
    ("review_page", "PackSheet", "pack"),
    ("review_page", "PackSheet", "project_key"),
    *(("sheet_page", "sheet_page", name) for name in ("text", "language")),  # what is read before anything is told
    ("folders.target", "keep_quiet", "_sentence"),
    ("documents.word_direction", "direct_paragraphs", "within"),  # of a document whose words are there already
    *(("folders.team_file", "save_for_team", name) for name in ("title", "texts")),  # kept in the project alone
    # It must say inside that it is for the team.
    *(("folders.team_file", name, "content") for name in ("save_for_team", "write_marked")),
    ("whole_folder", "withdraw_everywhere", "but"),
    # The layout of a granted report, which alone makes them.
    *(("report.layout", "Laid", name) for name in ("title", "strapline", "month", "contact", "language")),
    ("report.layout", "Laid", "playlist_link"),
    ("report.word_contents", "Contents.add", "text"),  # the headings of that layout
    ("report.word_contents", "Contents.put", "title"),  # of its own, as “Contents”
    *(("report.layout", "Span", name) for name in ("text", "link", "language")),
    *(("report.layout", "Quoted", name) for name in ("signed", "language")),
    ("report.layout", "Boxed", "title"),
    ("report.web", "ideas", "text"),  # of that layout
    ("captioned_video", "write_captioned_video", "tags"),  # of the grant whose sound it is
    *(
        ("documents.typesetting", "pdf_of", name) for name in ("template", "data", "images")
    ),  # what a layout of grants is
    *(("documents.paper", "paper_of", name) for name in ("page", "title")),  # a page of ours, which asked for grants
    *(("documents.paper", "print_pdf", name) for name in ("page", "title")),
    ("documents.paper", "print_large", "page"),
    ("documents.paper", "pictures_of_paper", "page"),
    ("documents.paper_blocks", "read_page", "page"),
    *(("documents.paper_blocks", "PaperPage", name) for name in ("title", "language", "blocks")),
    *(("documents.typesetting", "pdf_of_words", name) for name in ("template", "data")),
    *(("documents.typesetting", "pictures_of", name) for name in ("template", "data")),
    ("report.layout", "Picture", "alt"),
    ("report.web", "ideas", "text"),  # of a granted text
    ("folders.placing", "report_place", "suffix"),
    ("folders.target", "ExportFolder.finish", "spoken_of"),  # names of files that were said just before
    *(("documents.typesetting", name, what) for name in ("picture_of", "svg_of") for what in ("template", "data")),
    *(("documents.typesetting", "measured", name) for name in ("template", "data", "label")),
    *(("documents.card_picture", "CardPicture", name) for name in ("png", "svg")),  # drawn of a grant
    *(("documents.card_picture", "contrast", name) for name in ("colour", "other")),
    ("documents.card_picture", "ink_on", "paper"),
    *(
        ("documents.word_file", "describe", name) for name in ("title", "subject", "language")
    ),  # of a document of grants
    ("documents.card_picture", "Format", "name"),
    ("excerpt_folder", "put_folder", "activity"),
    # Asked about as every text that somebody writes, by `shareable_writing`.
    ("conversation.folder", "export_conversation", "own_questions"),
    ("conversation.content", "pack_info", "own_questions"),
    ("conversation.content", "PackInfo", "withheld"),  # said to whoever makes it, and written nowhere
    ("conversation.papers", "paper", "name"),
    ("sheet_files", "put_sheet", "activity"),
    *(("sheet_files", "SheetOf", name) for name in ("title", "endings")),
    ("excerpt_folder", "FolderOf", "noted"),  # kept in the project alone
    *(
        ("workshop.workshop_pages", "paper_page", name) for name in ("heading", "inside")
    ),  # a page of ours, which asked for grants
    ("workshop.workshop_files", "WorkshopFiles", "why"),  # said to whoever makes them, and written nowhere
}
"""Texts that are no content, or that are granted in another way."""
GIVE_NOTHING = {
    ("sound.cut_points", "Levels", "values"),
    ("sound.cutting", "Cut", "samples"),  # of the grant it was cut from
    ("sound.review_tone", "with_tone", "samples"),
    ("sound.review_tone", "with_pause", "samples"),
    ("captioned_video", "write_captioned_video", "samples"),
    ("sound.silencing", "silence", "samples"),
    ("clip", "WrittenClip.expected", "hashes"),
    ("folders.digests", "has_bytes", "hashes"),
    ("folders.digests", "Digests.has_bytes", "hashes"),
    ("folders.loose_copies", "name_loose_copies", "listed"),
    ("folders.loose_copies", "some", "names"),
    ("folders.strangers", "said_of_strangers", "names"),
    *(
        ("folders.target", f"ExportFolder.{name}", what)
        for name, what in (("free_stem", "places"), ("free_stem", "stem"))
    ),
    *(("folders.target", f"ExportFolder.{name}", what) for name, what in (("is_free", "name"), ("put_zip", "name"))),
    *(("folders.target", f"ExportFolder.{name}", what) for name, what in (("put", "files"), ("withdraw_sets", "now"))),
}
"""Sound of a grant, and names and hashes of files that were made."""
GRANTED_BEFORE = {
    "folders.target.ExportFolder.put",
    "folders.target.ExportFolder.hold",
    "report.web.Track",
    "excerpt_folder.Filled",  # what was made of grants, put by `put_folder`, which asks
    "folders.target.ExportFolder.withdraw",
    "folders.target.ExportFolder.withdraw_playlist",
    "folders.ledger.HandoverNote.leaving",
}
"""They put or note files that were made of the grant that they are told of; `manifest.grant_of` asks it."""
WRITERS = {
    **{
        f"workshop.workshop_files.{name}": "pages of granted cards"
        for name in ("export_papers", "export_take_away", "fill")
    },
    **{f"report.{name}": "a granted report" for name in ("folder._write", "word.word")},
    **{f"report.{name}": "images of a granted report" for name in ("folder._images",)},
    "montage.hear_together": "the sounds of granted clips, for the window alone",
    "montage._write": "the sounds and the words of granted clips",
    **{f"playlist.one_page.{name}": "a page of granted clips" for name in ("export_one_page", "fill")},
    **{f"conversation.folder.{name}": "a page and papers of grants" for name in ("export_conversation", "fill")},
    "documents.card_picture.cover_picture": "granted titles",
    "cards._cards": "pictures and texts of a grant",
    "documents.typesetting.pdf_of": "what one of these laid out",
    "documents.paper.print_pdf": "a page that one of these made",
    "documents.paper.print_large": "a page that one of these made",
    "codebook_file.save_codebook": "granted texts of themes, starters and the agreement",
    "patterns.save_table": "numbers and granted names",
    "story_index.write_index": "granted titles, and what grants say of stories",
    "documents.tables.as_xlsx": "nothing: it packs a table",
    "clip.write_clip": "the sound and the words of a grant",
    "clip.write_words": "the words of a grant, as they are told or in another language",
    "clip.write_text": "what one of these made",
    "playlist.playlist_page._write_lists": "lists of granted clips",
    "review_pack._write_pages": "pages of granted clips",
    "quote_sheet.write_sheet": "the words of grants, by each of its formats",
    "documents.word_file.as_docx": "nothing: it packs a table",
    "sheet_page.save_sheet": "a sheet, of which all that people wrote was looked at",
    "folders.target._write": "the list of what is ours",
    "exchange.joined_sound.write_joined": "the sounds of granted clips",
    "exchange.qda_file.save_qda": "what the team may have of its stories",
    "exchange.team_sound.write_team_sound": "the sound that the team may have of a story",
    "exchange.timeline_folder._write_files": "what is said of granted clips",
    "folders.team_file.team_file": "a file for the team, which says so",
    "folders.zipped.zip_folder": "a folder that was made",
    "folders.workplace._delete": "nothing",
    "folders.workplace._let_go": "nothing",
    "folders.workplace._taken": "a lock",
    "sound.cutting._read": "nothing: it opens a sound",
}


def test_no_text_comes_in_that_nobody_granted() -> None:
    """Whoever writes an exporter takes a ShareableText, or says here why it is no content."""
    # To whom it goes is kept in the project alone.
    assert {one for one in bare_texts() if one[2] != "to_whom"} == NO_CONTENT | GIVE_NOTHING


def test_whatever_takes_an_excerpt_out_asks_for_its_grant() -> None:
    assert not_asking() == GRANTED_BEFORE


def test_files_are_written_in_few_places() -> None:
    """Whoever writes them elsewhere says here of what they are made."""
    assert writers() == WRITERS.keys()


# ---- would it be noticed? -----------------------------------------------------------------------------------------

GOES = "from coproclip.excerpts.approval import ShareableExcerpt\nfrom pathlib import Path\nfrom typing import Any\n"
FORGETFUL = {
    "a plain text": (bare_texts, "def export_report(title: str, folder: Path) -> None: ..."),
    "a text in a list": (bare_texts, "def page(quotes: list[str]) -> None: ..."),
    "a text of any kind": (bare_texts, "def page(rows: Any) -> None: ..."),
    "a text without a kind": (bare_texts, "def page(rows): ..."),
    "a text to a class": (bare_texts, "class Page:\n    def __init__(self, words: str) -> None: ..."),
    "a text to a method": (bare_texts, "class Page:\n    def add(self, words: str) -> None: ..."),
    "an excerpt that is not asked": (not_asking, "def page(one: ShareableExcerpt) -> str: return one.title"),
    "a new exporter": (exporters, "def export_story(number: int, folder: Path) -> None: ..."),
    "a file of its own": (
        writers,
        "def report(number: int, folder: Path) -> None:\n    (folder / 'a').write_text(f'{number}')",
    ),
    "a file opened": (writers, "def _report(folder: Path) -> None:\n    (folder / 'a').open('w').close()"),
}


@pytest.mark.parametrize("what", FORGETFUL)
@pytest.mark.parametrize("inside", ["", "deeper"])
def test_an_exporter_that_forgets_it_is_found(
    what: str, inside: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found by looking, in packages too: the tests above would fail with such a module beside the others."""
    look, written = FORGETFUL[what]
    before = look()
    folder = tmp_path / inside
    folder.mkdir(exist_ok=True)
    if inside:
        (folder / "__init__.py").write_text("")
    (folder / "forgetful.py").write_text(GOES + written + "\n")
    monkeypatch.setattr(coproclip.export, "__path__", [*coproclip.export.__path__, str(tmp_path)])
    name = ".".join(filter(None, ("coproclip.export", inside, "forgetful")))
    try:
        found = look() - before
    finally:
        for loaded in (name, "coproclip.export.deeper"):
            sys.modules.pop(loaded, None)
        for made in ("forgetful", "deeper"):
            vars(coproclip.export).pop(made, None)
    assert found
    assert all("forgetful" in (one if isinstance(one, str) else one[0]) for one in found)
