"""What stands in the sidebar, and in which order."""

from __future__ import annotations

from datetime import datetime

from tests.ui.sidebar_scenes import DAY, FOLDERS, HOUR, MINUTE, chat, some_chats
from ui.sidebar.days import ago
from ui.sidebar.rows import ChatRow, FolderRow, Heading, Row, key, sections, title

NOW = datetime(2026, 3, 18, 15, 0).timestamp()  # a Wednesday, no change of clocks near it


def read(rows: list[Row]) -> list[str]:
    """Headings in capitals, folders with their number of chats, chats by their titles."""
    words = []
    for row in rows:
        if isinstance(row, Heading):
            words.append(row.text.upper())
        elif isinstance(row, FolderRow):
            words.append(f"{'v' if row.unfolded else '>'} {row.folder.name} {row.chats}")
        else:
            words.append(("  " if row.inside else "") + title(row.chat))
    return words


def test_pins_come_first_then_folders_then_days_and_months() -> None:
    chats = [
        chat(1, "today", 2 * HOUR, now=NOW),
        chat(2, "yesterday", 20 * HOUR, now=NOW),
        chat(3, "last Thursday", 6 * DAY, now=NOW),
        chat(4, "early March", 12 * DAY, now=NOW),
        chat(5, "February", 30 * DAY, now=NOW),
        chat(6, "long ago", 400 * DAY, now=NOW),
        chat(7, "pinned", 90 * DAY, pinned=True, now=NOW),
        chat(8, "work", 3 * HOUR, folder=1, now=NOW),
        chat(9, "kitchen", 3 * HOUR, folder=3, now=NOW),
    ]
    assert read(sections(chats, FOLDERS, {3}, NOW)) == [
        "PINNED",
        "pinned",
        "FOLDERS",
        "v Work 1",
        "  work",
        "v Reisen und Übersetzungen 0",
        "> 厨房 1",
        "TODAY",
        "today",
        "YESTERDAY",
        "yesterday",
        "PREVIOUS 7 DAYS",
        "last Thursday",
        "MARCH",
        "early March",
        "FEBRUARY",
        "February",
        "FEBRUARY 2025",
        "long ago",
    ]


def test_days_begin_at_midnight_not_24_hours_ago() -> None:
    chats = [chat(1, "at nine", 6 * HOUR, now=NOW), chat(2, "last night", 16 * HOUR, now=NOW)]
    assert read(sections(chats, [], (), NOW)) == ["TODAY", "at nine", "YESTERDAY", "last night"]


def test_archived_chats_are_left_out() -> None:
    assert sections([chat(1, "old", HOUR, archived=True, now=NOW)], [], (), NOW) == []


def test_a_pinned_chat_of_a_folder_stands_once() -> None:
    rows = sections([chat(1, "both", HOUR, folder=1, pinned=True, now=NOW)], FOLDERS[:1], (), NOW)
    assert read(rows) == ["PINNED", "both", "FOLDERS", "v Work 0"]


def test_a_chat_whose_folder_is_gone_is_still_in_sight() -> None:
    rows = sections([chat(1, "orphan", HOUR, folder=77, now=NOW)], FOLDERS[:1], (), NOW)
    assert read(rows) == ["FOLDERS", "v Work 0", "TODAY", "orphan"]


def test_a_closed_folder_tells_that_something_inside_answers() -> None:
    chats = [chat(1, "busy", HOUR, folder=1, answering=True, now=NOW)]
    folder = sections(chats, FOLDERS[:1], {1}, NOW)[1]
    assert isinstance(folder, FolderRow)
    assert folder.answering


def test_no_two_rows_share_a_key_among_ten_thousand_chats() -> None:
    rows = sections(some_chats(10_000, now=NOW), FOLDERS, (), NOW)
    assert len({key(row) for row in rows}) == len(rows)
    assert sum(isinstance(row, ChatRow) for row in rows) == 10_000


def test_times_are_short_and_say_what_is_needed() -> None:
    moments = (10, 5 * MINUTE, 3 * HOUR, 23 * HOUR, 2 * DAY, 6 * DAY, 7 * DAY, 400 * DAY)
    assert [ago(NOW - age, NOW) for age in moments] == [
        "now",
        "5 min",
        "3 h",
        "23 h",
        "Mon",
        "Thu",
        "11 Mar",
        "Feb 2025",
    ]


def test_a_clock_that_was_set_back_makes_no_negative_times() -> None:
    assert ago(NOW + HOUR, NOW) == "now"
    assert read(sections([chat(1, "ahead", -2 * DAY, now=NOW)], [], (), NOW))[0] == "TODAY"


def test_a_title_is_one_line_and_never_empty() -> None:
    assert title(chat(1, " two\nlines ", 0)) == "two lines"
    assert title(chat(1, "", 0)) == "New chat"
