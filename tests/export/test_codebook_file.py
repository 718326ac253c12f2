"""The list of themes as a file: read by independent parsers, held to the published schema, and nobody's story in it."""

import json
from pathlib import Path

import pytest
from consenting import allow_story
from lxml import etree

from coproclip.errors import BadInput, Cancelled
from coproclip.excerpts.marking import mark_quote
from coproclip.export.codebook_file import granted_codebook, save_codebook
from coproclip.overview.handovers import went_out
from coproclip.people.moments import set_starters, starters
from coproclip.project.journal import Operation
from coproclip.project.project import Project
from coproclip.themes import codebook, relations
from coproclip.themes.codebook_files import NAMESPACE, read_codebook
from coproclip.themes.interchange import MOST_RELATIONS, MOST_THEMES, Codebook, RelationEntry, ThemeEntry, bring_in

GUID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
# The published schema of a REFI-QDA codebook 1.0, as it stands in the standard, section 5.2.
SCHEMA = f"""
<xsd:schema xmlns="{NAMESPACE}" xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="{NAMESPACE}"
    elementFormDefault="qualified" attributeFormDefault="unqualified" version="1.0">
  <xsd:element name="CodeBook" type="CodeBookType"/>
  <xsd:complexType name="CodeBookType">
    <xsd:sequence>
      <xsd:element name="Codes" type="CodesType"/>
      <xsd:element name="Sets" type="SetsType" minOccurs="0"/>
    </xsd:sequence>
    <xsd:attribute name="origin" type="xsd:string"/>
  </xsd:complexType>
  <xsd:complexType name="CodesType">
    <xsd:sequence><xsd:element name="Code" type="CodeType" maxOccurs="unbounded"/></xsd:sequence>
  </xsd:complexType>
  <xsd:complexType name="SetsType">
    <xsd:sequence><xsd:element name="Set" type="SetType" maxOccurs="unbounded"/></xsd:sequence>
  </xsd:complexType>
  <xsd:complexType name="CodeType">
    <xsd:sequence>
      <xsd:element name="Description" type="xsd:string" minOccurs="0"/>
      <xsd:element name="Code" type="CodeType" minOccurs="0" maxOccurs="unbounded"/>
    </xsd:sequence>
    <xsd:attribute name="guid" type="GUIDType" use="required"/>
    <xsd:attribute name="name" type="xsd:string" use="required"/>
    <xsd:attribute name="isCodable" type="xsd:boolean" use="required"/>
    <xsd:attribute name="color" type="RGBType"/>
  </xsd:complexType>
  <xsd:complexType name="SetType">
    <xsd:sequence>
      <xsd:element name="Description" type="xsd:string" minOccurs="0"/>
      <xsd:element name="MemberCode" type="MemberCodeType" minOccurs="0" maxOccurs="unbounded"/>
    </xsd:sequence>
    <xsd:attribute name="guid" type="GUIDType" use="required"/>
    <xsd:attribute name="name" type="xsd:string" use="required"/>
  </xsd:complexType>
  <xsd:complexType name="MemberCodeType"><xsd:attribute name="guid" type="GUIDType" use="required"/></xsd:complexType>
  <xsd:simpleType name="GUIDType">
    <xsd:restriction base="xsd:token"><xsd:pattern value="{GUID}|\\{{{GUID}\\}}"/></xsd:restriction>
  </xsd:simpleType>
  <xsd:simpleType name="RGBType">
    <xsd:restriction base="xsd:token"><xsd:pattern value="#([A-Fa-f0-9]{{6}}|[A-Fa-f0-9]{{3}})"/></xsd:restriction>
  </xsd:simpleType>
</xsd:schema>
"""


@pytest.fixture
def filled(project: Project, story: int) -> Project:
    with project.edit(Operation.ADD_THEME) as edit:
        top = codebook.add_theme(edit, "Sitting down", question="Who sits?", description="Chairs & <tables>")
        under = codebook.add_theme(edit, "Standing up", parent_id=top.id)
        codebook.change_theme(
            edit, under.id, question="What it costs", heading_kind="statement", linking="Then, money."
        )
        codebook.add_theme(edit, "Étage 日本", parent_id=under.id)
        codebook.add_theme(edit, "Food")
        relations.suggest(edit, top.id, "storyteller")
        relations.relate(edit, top.id, under.id, "in tension with")
        set_starters(edit, ["Who was there?", "And then?"])
    return project


def test_other_programs_read_it_by_the_published_schema(filled: Project, tmp_path: Path) -> None:
    path = tmp_path / "themes.qdc"
    save_codebook(filled, path)
    read = etree.parse(str(path))
    etree.XMLSchema(etree.fromstring(SCHEMA)).assertValid(read)
    names = {"q": NAMESPACE}
    assert read.xpath("/q:CodeBook/q:Codes/q:Code/@name", namespaces=names) == ["Sitting down", "Food"]
    assert read.xpath("//q:Code/q:Code/q:Code/@name", namespaces=names) == ["Étage 日本"]
    [described] = read.xpath("//q:Code[@name='Sitting down']/q:Description/text()", namespaces=names)
    assert described == "Who sits?\nChairs & <tables>"
    guids = read.xpath("//q:Code/@guid", namespaces=names)
    assert len(set(guids)) == 4
    save_codebook(filled, tmp_path / "again.qdc")
    assert etree.parse(str(tmp_path / "again.qdc")).xpath("//q:Code/@guid", namespaces=names) == guids


@pytest.mark.parametrize("name", ["themes.qdc", "themes.json"])
def test_brought_in_twice_it_doubles_nothing(filled: Project, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    save_codebook(filled, path)
    with Project.create(tmp_path / "Other") as other:
        for added in (4, 0):
            with other.edit(Operation.BRING_IN_THEMES) as edit:
                brought = bring_in(edit, read_codebook(path))
            assert (len(brought.added), brought.known) == (added, 4 - added)
        before = {theme.name: theme for theme in filled.query(codebook.themes)}
        after = {theme.name: theme for theme in other.query(codebook.themes)}
        assert list(after) == list(before)
        assert {one: after[one].colour for one in after} == {one: before[one].colour for one in before}
        assert after["Sitting down"].question == "Who sits?"
        assert after["Sitting down"].description == "Chairs & <tables>"
        depth = [theme.parent_id is None for theme in other.query(codebook.themes)]
        assert depth == [True, False, False, True]
        if name.endswith("json"):
            assert (after["Standing up"].heading_kind, after["Standing up"].linking) == ("statement", "Then, money.")
            assert after["Sitting down"].suggested_by == "storyteller"
            [linked] = other.query(relations.relations, after["Sitting down"].id)
            assert (linked.name, linked.kind) == ("Standing up", "in tension with")
            assert [one.text for one in other.query(starters)][-2:] == ["Who was there?", "And then?"]


def test_what_somebody_wrote_here_is_not_written_over(filled: Project, tmp_path: Path) -> None:
    path = tmp_path / "themes.json"
    save_codebook(filled, path)
    with Project.create(tmp_path / "Other") as other:
        with other.edit(Operation.ADD_THEME) as edit:
            codebook.add_theme(edit, "SITTING down", question="Where?")
        with other.edit(Operation.BRING_IN_THEMES) as edit:
            bring_in(edit, read_codebook(path))
        [top, *_] = other.query(codebook.themes)
        assert (top.name, top.question, top.description) == ("SITTING down", "Where?", "Chairs & <tables>")
        other.undo()
        assert len(other.query(codebook.themes)) == 1


def test_nothing_of_a_story_is_in_it(filled: Project, story: int, tmp_path: Path) -> None:
    words = "after that there was no head of the table"
    with filled.edit(Operation.ADD_THEME) as edit:
        allow_story(edit, story)
        excerpt = mark_quote(edit, story, words, title="A private title")
        held = codebook.theme_from_words(edit, excerpt.id, words)
        codebook.add_theme(edit, "Under it", parent_id=held.id)
    made = granted_codebook(filled)
    assert words not in {str(one.texts["name"]) for one in made.themes}
    assert made.left_out
    for name in ("themes.qdc", "themes.json"):
        save_codebook(filled, tmp_path / name)
        written = (tmp_path / name).read_text("utf-8")
        for private in (words, "A private title", "Kit", "Moving the chairs"):
            assert private not in written
        assert "Under it" in written


def test_it_is_noted_in_the_ledger_and_goes_over_nothing(filled: Project, tmp_path: Path) -> None:
    path = tmp_path / "themes.json"
    save_codebook(filled, path, to_whom="The other group")
    [entry] = filled.query(went_out)
    assert (entry.to_whom, [file.name for file in entry.files]) == ("The other group", ["themes.json"])
    with pytest.raises(BadInput, match="is there already"):
        save_codebook(filled, path)
    with pytest.raises(BadInput):
        save_codebook(filled, filled.folder / "themes.json")
    save_codebook(filled, path, replace=True)
    assert json.loads(path.read_text("utf-8"))["format"] == "coproclip themes"


def test_a_project_without_themes_has_no_codebook(project: Project, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no themes"):
        save_codebook(project, tmp_path / "themes.qdc")
    assert list(tmp_path.glob("*.qdc")) == []


DEEP = '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>' + "".join(
    f'<Code guid="x" name="T{number}" isCodable="true">' for number in range(3000)
)
BAD = {
    "no list": b"{}",
    "a list": b"[]",
    "numbers": b'{"format": "coproclip themes", "version": 1, "themes": [1]}',
    "no name": b'{"format": "coproclip themes", "version": 1, "themes": [{"name": ""}]}',
    "newer": b'{"format": "coproclip themes", "version": 99, "themes": []}',
    "nested": b"[" * 100_000,
    "half": b'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>',
    "declared": b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><CodeBook><Codes/></CodeBook>',
    "other": b"<html/>",
    "far too deep": (DEEP + "</Code>" * 3000 + "</Codes></CodeBook>").encode(),
    "long": b'{"format": "coproclip themes", "version": 1, "themes": [{"name": "' + b"x" * 5000 + b'"}]}',
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_list_of_themes_is_said(tmp_path: Path, what: str) -> None:
    path = tmp_path / "themes.json"
    path.write_bytes(BAD[what])
    with pytest.raises(BadInput) as said:
        read_codebook(path)
    assert "Nothing was changed." in str(said.value)


def test_a_codebook_of_another_program_comes_in(tmp_path: Path, project: Project) -> None:
    path = tmp_path / "theirs.qdc"
    path.write_text(
        '\ufeff<?xml version="1.0" encoding="utf-8"?><CodeBook origin="ATLAS.ti" xmlns="urn:QDA-XML:codebook:1.0">'
        '<Codes><Code guid="1FF58B12-6F6F-4B0C-8BE5-BBDC91F55294" name="Trust" color="#3370d0" isCodable="true">'
        "<Description>What they said of it</Description>"
        '<Code guid="1FF58B12-6F6F-4B0C-8BE5-BBDC91F55295" name="Broken" isCodable="true"/></Code></Codes>'
        '<Sets><Set name="x" guid="1FF58B12-6F6F-4B0C-8BE5-BBDC91F55296"/></Sets></CodeBook>',
        "utf-8",
    )
    with project.edit(Operation.BRING_IN_THEMES) as edit:
        bring_in(edit, read_codebook(path))
    trust, broken = project.query(codebook.themes)
    assert (trust.name, trust.description, trust.colour) == ("Trust", "What they said of it", 0)
    assert broken.parent_id == trust.id


def test_no_more_themes_come_in_than_a_project_can_have(project: Project) -> None:
    """It is asked before the first is written, and a project as full as it may be is no reason to wait."""
    there = len(project.query(codebook.themes))
    entries = tuple(ThemeEntry(name=f"Theme {number}") for number in range(MOST_THEMES - there + 1))
    with pytest.raises(BadInput, match="more than 2,000 themes"), project.edit(Operation.BRING_IN_THEMES) as edit:
        bring_in(edit, Codebook(entries))
    assert len(project.query(codebook.themes)) == there

    some = tuple(RelationEntry("A", "see also", f"B{number}") for number in range(MOST_RELATIONS + 1))
    with pytest.raises(BadInput, match="more than 5,000 times"), project.edit(Operation.BRING_IN_THEMES) as edit:
        bring_in(edit, Codebook((ThemeEntry(name="A"),), some))
    assert len(project.query(codebook.themes)) == there

    def _enough() -> None:
        raise Cancelled

    with pytest.raises(Cancelled), project.edit(Operation.BRING_IN_THEMES) as edit:
        bring_in(edit, Codebook(entries[:2]), stop=_enough)
    assert len(project.query(codebook.themes)) == there
