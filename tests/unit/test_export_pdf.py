"""A chat as PDF: what stands on which page, what can be selected, what a full disk does."""

from __future__ import annotations

import io
import resource
import threading
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QLocale
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from app.errors import UserError
from app.export_pdf import export_pdf
from app.pdf.paper import paper
from app.store.opening import open_store, reading
from app.store.store import ChatStore
from app.store.values import Ending, NewAttachment, State
from tests.unit.pdf_reader import Page, Pdf
from ui.background import background

CHAT = 1_000_000


class Talk:
    """A chat in a store on disk."""

    def __init__(self, store: ChatStore, folder: Path) -> None:
        self.store, self.folder = store, folder
        self._last: int | None = None
        store.chats.add(CHAT, title="Trams of Lisbon", model="Starter")

    def turn(
        self,
        question: str,
        answer: str,
        *parts: NewAttachment,
        thinking: str = "",
        state: State = "whole",
        error: str = "",
    ) -> None:
        asked, answered = self.store.new_id(), self.store.new_id()
        self.store.messages.ask(asked, CHAT, self._last, question, list(parts))
        self.store.answers.begin(answered, CHAT, asked, "Starter")
        if thinking:
            self.store.answers.append(answered, thinking, "thinking")
        self.store.answers.append(answered, answer)
        thinking_s = 4.2 if thinking else None
        self.store.answers.finish(answered, Ending(state, thinking_s=thinking_s, error=error))
        self._last = answered

    def picture(self, name: str, size: tuple[int, int] = (640, 480)) -> NewAttachment:
        packed = io.BytesIO()
        Image.effect_noise(size, 60).convert("RGB").save(packed, "PNG")
        return NewAttachment(self.store.media.put(packed.getvalue(), name, "image"), name)

    def sound(self, name: str) -> NewAttachment:
        peaks = [0.1, 0.8, 0.3]
        digest = self.store.media.put(b"RIFF", name, "audio", detail="0:03", waveform=peaks)
        return NewAttachment(digest, name)

    def gone(self, name: str) -> NewAttachment:
        return NewAttachment(self.store.media.put_missing("0" * 64, name, "image"), name)

    def export(self, thinking: bool = False) -> Pdf:
        target = self.folder / "out.pdf"
        assert export_pdf(self.store, [CHAT], target, thinking=thinking) == 1
        return Pdf(target)


@pytest.fixture
def talk(qapp: QApplication, tmp_path: Path) -> Iterator[Talk]:
    del qapp
    with closing(open_store(tmp_path / "data").store) as store:
        yield Talk(store, tmp_path)


def heads(page: Page) -> list[str]:
    return [line for _, line in page.lines]


def test_title_speakers_and_words_can_be_selected_in_order(talk: Talk) -> None:
    talk.turn("Is it a tram?", "Yes, a **yellow** tram.")
    (page,) = talk.export().pages
    lines = heads(page)
    assert lines[0] == "Trams of Lisbon"
    assert lines[1].endswith("· Starter")
    assert lines[2:] == ["You", "Is it a tram?", "Starter", "Yes, a yellow tram.", "1"]


def test_the_letters_are_in_the_file(talk: Talk) -> None:
    talk.turn("Hi", "Hello `code` and **bold**")
    assert talk.export().fonts_embedded


def test_chinese_can_be_selected(talk: Talk) -> None:
    chinese = QFontDatabase.WritingSystem.SimplifiedChinese
    if not QFontDatabase.families(chinese):
        pytest.skip("no font with Chinese letters here")
    talk.turn("里斯本是什么？", "葡萄牙的首都。")
    text = talk.export().text
    assert "里斯本是什么？" in text
    assert "葡萄牙的首都。" in text


def test_markdown_is_set_not_shown(talk: Talk) -> None:
    answer = (
        "# Lines\n\n1. first\n2. second\n   - inner\n\n> quoted\n\n---\n\n- [x] done\n\n"
        "| City | Trams |\n|--|--:|\n| Lisbon | 6 |\n\n```python\nif x:\n    return 1\n```\n"
    )
    talk.turn("Lines?", answer)
    lines = heads(talk.export().pages[0])
    at = lines.index("Lines")
    assert lines[at : at + 12] == [
        "Lines", "1.first", "2.second", "◦inner", "quoted", "☑done",
        "CityTrams", "Lisbon6", "python", "if x:", "    return 1", "1",
    ]  # fmt: skip


def test_links_lead_outside_and_nowhere_else(talk: Talk) -> None:
    talk.turn("Where?", "[Here](https://example.org/a), not [there](file:///etc/passwd).")
    assert talk.export().links == ["https://example.org/a"]


def test_a_formula_leaves_room_among_the_words_and_is_drawn(talk: Talk) -> None:
    background()
    talk.turn("Mass?", "It is $E = mc^2$ here.\n\n$$\\frac{a}{b}$$\n\nAnd $\\nosuch{1}$ too.")
    pdf = talk.export()
    assert "E = mc" not in pdf.text  # outlines, no letters
    assert "\\frac" not in pdf.text
    assert "$\\nosuch{1}$" in pdf.text


def test_pictures_are_there_at_a_sensible_size(talk: Talk) -> None:
    talk.turn("Look", "I see.", talk.picture("large.png", (3000, 2000)), talk.picture("small.png"))
    large, small = sorted(talk.export().pictures, reverse=True)
    assert 500 < large[0] < 1100  # what a printer can show of it
    assert small == (640, 480)


def test_what_is_missing_is_said_and_sounds_are_named(talk: Talk) -> None:
    talk.turn("Look and listen", "Yes.", talk.gone("gone.png"), talk.sound("bell.wav"))
    pdf = talk.export()
    assert "(gone.png is missing)" in pdf.text
    assert "bell.wav · 0:03" in pdf.text
    assert pdf.pictures == []


def test_a_damaged_picture_does_not_end_the_export(talk: Talk) -> None:
    broken = talk.store.media.put(b"\x89PNG no more", "broken.png", "image")
    talk.turn("Look", "Yes.", NewAttachment(broken, "broken.png"))
    assert "(broken.png is missing)" in talk.export().text


def test_thoughts_are_told_of_and_shown_when_asked_for(talk: Talk) -> None:
    talk.turn("Why?", "Because.", thinking="I should say because.")
    brief, full = talk.export(), talk.export(thinking=True)
    assert "Thought for 4 s" in brief.text
    assert "I should say" not in brief.text
    assert "I should say because." in full.text


@pytest.mark.parametrize(
    ("state", "error", "words"),
    [
        ("stopped", "", "(stopped)"),
        ("interrupted", "", "(interrupted)"),
        ("failed", "No memory.", "(failed: No memory.)"),
    ],
)
def test_an_answer_that_is_not_whole_says_so(
    talk: Talk, state: State, error: str, words: str
) -> None:
    talk.turn("Hi", "Hel", state=state, error=error)
    assert words in talk.export().text


def test_the_system_prompt_stands_first(talk: Talk) -> None:
    talk.store.chats.add(CHAT + 1, title="Brief", system_prompt="Be brief.\nBe kind.")
    asked = talk.store.new_id()
    talk.store.messages.ask(asked, CHAT + 1, None, "Hi")
    export_pdf(talk.store, [CHAT + 1], talk.folder / "x.pdf")
    lines = heads(Pdf(talk.folder / "x.pdf").pages[0])
    assert lines[2:] == ["System prompt", "Be brief.", "Be kind.", "You", "Hi", "1"]


def test_every_page_has_its_number_and_from_the_second_the_title(talk: Talk) -> None:
    talk.turn("Much", "\n\n".join(f"Paragraph {at} of many." for at in range(120)))
    pages = talk.export().pages
    assert len(pages) > 2
    feet = [page.lines[-1][1] for page in pages]
    assert feet == ["1", *(f"Trams of Lisbon{at}" for at in range(2, len(pages) + 1))]
    words = [line for page in pages for line in heads(page) if line.startswith("Paragraph")]
    assert words == [f"Paragraph {at} of many." for at in range(120)]  # none lost, none twice


def test_no_page_ends_with_a_heading_and_no_line_is_in_the_margin(talk: Talk) -> None:
    sections = (f"## Section {at}\n\n{'words ' * (at % 9 * 6 + 4)}" for at in range(60))
    talk.turn("Sections", "\n\n".join(sections))
    pages = talk.export().pages
    assert len(pages) > 3
    for page in pages:
        *body, _ = page.lines
        assert not body[-1][1].startswith("Section")
        assert all(60 < down < page.size[1] - 60 for down, _ in body)
        assert body[0][0] < 85 or page is pages[0]  # no air where a page begins
        assert all(after > before for (before, _), (after, _) in pairwise(page.lines))


def test_a_question_stands_with_the_beginning_of_its_answer(talk: Talk) -> None:
    for at in range(40):
        talk.turn(f"Question {at}", "answer " * (at % 5 * 20 + 5))
    for page in talk.export().pages:
        assert not page.lines[-2][1].startswith(("Question", "You", "Starter"))


def test_the_head_of_a_table_comes_again_on_the_next_page(talk: Talk) -> None:
    rows = "\n".join(f"| {at} | row {at} |" for at in range(90))
    talk.turn("Table", f"| Number | Name |\n|--|--|\n{rows}")
    pages = talk.export().pages
    assert len(pages) > 2
    assert [page.lines[0][1] for page in pages[1:]] == ["NumberName"] * (len(pages) - 1)


def test_a_code_block_goes_on_over_pages_with_every_line(talk: Talk) -> None:
    lines = [f"value_{at} = {at}" for at in range(150)]
    talk.turn("Code", "```python\n" + "\n".join(lines) + "\n```")
    found = [line for page in talk.export().pages for line in heads(page)]
    assert [line for line in found if line.startswith("value_")] == lines


@pytest.mark.parametrize(
    ("language", "country", "width"),
    [
        (QLocale.Language.English, QLocale.Country.UnitedStates, 612),
        (QLocale.Language.French, QLocale.Country.Canada, 612),
        (QLocale.Language.German, QLocale.Country.Germany, 595),
        (QLocale.Language.Chinese, QLocale.Country.China, 595),
    ],
)
def test_paper_is_what_people_have(
    language: QLocale.Language, country: QLocale.Country, width: float
) -> None:
    assert round(paper(QLocale(language, country)).page_width / 10) == width


def test_it_is_written_on_a_thread_of_its_own(talk: Talk) -> None:
    """Without a word of protest from Qt, which would fail this test."""
    background()
    talk.turn("Mass?", "It is $m$, in a\n\n| table |\n|--|\n| $x$ |\n\n```python\nx = 1\n```")
    done: list[int] = []

    def work() -> None:
        with reading(talk.folder / "data") as store:
            done.append(export_pdf(store, [CHAT], talk.folder / "out.pdf"))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [1]
    assert "It is" in Pdf(talk.folder / "out.pdf").text


@pytest.mark.parametrize("limit", [0, 3000, 60_000])
def test_a_full_disk_is_one_sentence_and_leaves_nothing(talk: Talk, limit: int) -> None:
    talk.turn("Look", "words " * 500, talk.picture("noise.png", (900, 900)))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    (talk.folder / "out").mkdir()
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        with pytest.raises(UserError, match=r"could not be exported to .* the disk is full"):
            export_pdf(talk.store, [CHAT], talk.folder / "out" / "x.pdf")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list((talk.folder / "out").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_one_sentence(talk: Talk) -> None:
    talk.turn("Hi", "Hello")
    (talk.folder / "file").touch()
    with pytest.raises(UserError, match="could not be exported"):
        export_pdf(talk.store, [CHAT], talk.folder / "file" / "x.pdf")


def test_an_export_that_nobody_waits_for_leaves_nothing(talk: Talk) -> None:
    talk.turn("Hi", "Hello")
    (talk.folder / "out").mkdir()
    with pytest.raises(UserError, match="given up"):
        export_pdf(talk.store, [CHAT], talk.folder / "out" / "x.pdf", going=lambda: False)
    assert list((talk.folder / "out").iterdir()) == []


def test_a_chat_that_is_gone_is_not_written(talk: Talk) -> None:
    assert export_pdf(talk.store, [4242], talk.folder / "x.pdf") == 0
    assert not (talk.folder / "x.pdf").exists()
