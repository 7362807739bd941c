"""Search over titles and messages, in scripts with and without spaces."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from app.store.search import RANKED, cut
from app.store.store import ChatStore
from app.store.values import Ending
from app.store.words import MOST_TERMS, match_of, terms, words


@pytest.fixture
def store() -> Iterator[ChatStore]:
    with closing(ChatStore.in_memory()) as store:
        yield store


def add(store: ChatStore, text: str, title: str = "") -> int:
    chat = store.new_id()
    store.chats.add(chat, title=title)
    store.messages.ask(store.new_id(), chat, None, text)
    return chat


def found(store: ChatStore, query: str) -> list[str]:
    return [hit.snippet for hit in store.search.find(query)]


@pytest.mark.parametrize(
    ("text", "indexed"),
    [
        ("plain words", "plain words"),
        ("機械学習", "機械 械学 学習 習"),
        ("用GPT写", "用 GPT 写"),
        ("한국어 모델", "한국 국어 어 모델 델"),
        ("ＧＰＴ です", "GPT です す"),
    ],
)
def test_scripts_without_spaces_are_indexed_in_pairs(text: str, indexed: str) -> None:
    assert words(text).split() == indexed.split()


def test_terms_are_cut_where_the_script_changes() -> None:
    assert terms("用GPT-4写代码!") == ("用", "GPT", "4", "写代码")


@pytest.mark.parametrize("query", ["", "   ", "!?", '"', "*", "()", "^", ":"])
def test_a_query_without_words_finds_nothing(store: ChatStore, query: str) -> None:
    add(store, "anything")
    assert store.search.find(query) == ()


@pytest.mark.parametrize(
    "query",
    ['"', "a AND", "NOT", "NEAR(a b)", "text:x", "a*b", "it's", '"a" OR', "-x", "{a}", "x^2"],
)
def test_no_query_is_a_syntax_error(store: ChatStore, query: str) -> None:
    add(store, "it's a NEAR NOT text x 2 b OR")
    store.search.find(query)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Where is the tram in Lisbon?", "lisb"),
        ("Where is the tram in Lisbon?", "LISBON tram"),
        ("Ein Café in Lissabon", "cafe"),
        ("Ein Cafe in Lissabon", "café"),
        ("我想学习机器学习", "学习"),
        ("我想学习机器学习", "器学习"),
        ("我想学习机器学习", "机"),
        ("我想学习机器学习", "习"),
        ("用GPT写代码", "gpt 代码"),
        ("東京タワーはどこですか", "タワー"),
        ("人々が歩く", "人々"),
        ("한국어를 배우다", "한국어"),
        ("full-width ＡＢＣ", "abc"),
        ("x = foo_bar(1)", "foo_bar"),
        ("Привет, мир", "привет"),
        ("vitamin C", "c"),
        ("vitamin C", "vitamin x"),  # the last letter is only begun
        ("vitamin C", "vitamin c "),
    ],
)
def test_a_message_is_found(store: ChatStore, text: str, query: str) -> None:
    add(store, "something else 別的東西")
    chat = add(store, text)
    assert [hit.chat for hit in store.search.find(query)] == [chat]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Lisbon", "isbon"),
        ("tram only", "tram lisbon"),
        ("Lisbons", "lisbon "),  # the space ends the word
        ("Lisbon", "l"),  # a letter alone is a word, or nothing yet
        ("学机器习", "学习"),
        ("机器 学习", "器学"),
    ],
)
def test_a_message_is_not_found(store: ChatStore, text: str, query: str) -> None:
    add(store, text)
    assert store.search.find(query) == ()


def test_titles_come_first(store: ChatStore) -> None:
    add(store, "Lisbon Lisbon Lisbon", title="Else")
    titled = add(store, "nothing", title="To Lisbon")
    hits = store.search.find("lisbon")
    assert [(hit.title, hit.message is None) for hit in hits] == [
        ("To Lisbon", True),
        ("Else", False),
    ]
    assert hits[0].chat == titled


def test_few_matches_come_best_first(store: ChatStore) -> None:
    best = add(store, "tram tram tram")
    add(store, "tram " + "and many other words " * 20)
    assert next(hit.chat for hit in store.search.find("tram")) == best


def test_many_matches_come_newest_first(store: ChatStore) -> None:
    chat = add(store, "tram tram tram")
    ids = store.database.reserve_ids(RANKED + 1)
    store.database.many(
        "INSERT INTO message (id, chat, role, text, created, state) "
        "VALUES (?, ?, 'user', 'one tram', 0, 'whole')",
        [(id, chat) for id in ids],
    )
    assert [hit.message for hit in store.search.find("tram", limit=3)] == [
        ids[-1],
        ids[-2],
        ids[-3],
    ]


def test_many_matches_in_the_trash_hide_no_older_one(store: ChatStore) -> None:
    kept = add(store, "one tram")
    chat = add(store, "another tram")
    ids = store.database.reserve_ids(RANKED + 1)
    store.database.many(
        "INSERT INTO message (id, chat, role, text, created, state) "
        "VALUES (?, ?, 'user', 'one tram', 0, 'whole')",
        [(id, chat) for id in ids],
    )
    store.chats.trash([chat])
    assert [hit.chat for hit in store.search.find("tram")] == [kept]


def test_titles_and_messages_together_are_as_many_as_asked_for(store: ChatStore) -> None:
    chats = [add(store, "tram", title="The tram") for _ in range(3)]
    hits = store.search.find("tram", limit=5)
    assert [hit.message is None for hit in hits] == [True] * 3 + [False] * 2
    assert {hit.chat for hit in hits[:3]} == set(chats)
    assert [hit.message for hit in store.search.find("tram", limit=3)] == [None] * 3


def test_the_trash_is_not_searched_and_the_archive_is(store: ChatStore) -> None:
    chat = add(store, "tram", title="tram")
    store.chats.archive([chat])
    assert [hit.archived for hit in store.search.find("tram")] == [True, True]
    undo = store.chats.trash([chat])
    assert store.search.find("tram") == ()
    store.undo(undo)
    assert len(store.search.find("tram")) == 2


def test_a_renamed_chat_is_found_by_its_new_name_only(store: ChatStore) -> None:
    chat = add(store, "x", title="机器学习")
    store.chats.rename(chat, "Porto")
    assert found(store, "学习") == []
    assert found(store, "习") == []
    assert found(store, "porto") == ["Porto"]


def test_an_answer_is_found_when_it_is_whole_and_its_old_text_is_not(store: ChatStore) -> None:
    chat = add(store, "q")
    answer = store.new_id()
    store.answers.begin(answer, chat, store.messages.path(chat)[0], "m")
    store.answers.append(answer, "the yellow 有轨电车")
    assert found(store, "yellow") == []
    store.answers.finish(answer, Ending())
    assert [hit.role for hit in store.search.find("电车")] == ["assistant"]
    store.answers.resume(answer)
    store.answers.finish(answer, Ending(text="the red bus"))
    assert found(store, "yellow") == []
    assert found(store, "电车") == []
    assert found(store, "red") == ["the red bus"]


def test_deleted_messages_leave_the_index(store: ChatStore) -> None:
    chat = add(store, "机器学习 tram", title="tram 机器学习")
    store.chats.trash([chat])
    store.empty_trash()
    store.database.run("INSERT INTO found_message (found_message) VALUES ('integrity-check')")
    for table in ("found_message", "found_title"):
        query = f"SELECT count(*) FROM {table} WHERE {table} MATCH ?"
        assert store.database.value(query, match_of("tram")) == 0
        assert store.database.value(query, match_of("学习")) == 0


def test_a_snippet_is_one_line_around_the_match_with_its_places() -> None:
    text = "word " * 50 + "then\nthe   Café, the CAFE and the cafeteria " + "word " * 50
    snippet, ranges = cut(text, "cafe")
    assert "\n" not in snippet
    assert snippet.startswith("…")
    assert snippet.endswith("…")
    assert [snippet[start:stop] for start, stop in ranges] == ["Café", "CAFE", "cafe"]


def test_a_snippet_marks_every_term_and_whole_words_only_at_their_start() -> None:
    snippet, ranges = cut("concat the cat, 用GPT机器学习", "cat gpt 学习")
    assert [(start, snippet[start:stop]) for start, stop in ranges] == [
        (11, "cat"),
        (17, "GPT"),
        (22, "学习"),
    ]


def test_a_short_text_is_its_own_snippet() -> None:
    assert cut("Hello there", "there") == ("Hello there", ((6, 11),))


@pytest.mark.parametrize(
    ("text", "plain_text"),
    [
        ("**Bold** and *slanted*, ***both*** and ~~gone~~", "Bold and slanted, both and gone"),
        ("# Title\n\n> quoted\n\n- item\n- [x] done\n1. one", "Title quoted item done 1. one"),
        ("Call `f(x)` and\n```python\nx = 1\n```\nthen", "Call f(x) and x = 1 then"),
        (
            "See [the docs](https://example.org/a_b) and <https://x.org>.",
            "See the docs and https://x.org.",
        ),
        ("| City | Trams |\n|:--|--:|\n| Lisbon | 6 |", "City · Trams Lisbon · 6"),
        ("A note.[^1]\n\n[^1]: Its text.", "A note. Its text."),
        ("2 * 3 * 4, 2**8, a_b_c, __init__, \\*not\\*", "2 * 3 * 4, 2**8, a_b_c, __init__, *not*"),
        ("---\n\nAfter", "After"),
        ("**机器学习**是什么", "机器学习是什么"),
        ("f(**options) is **half", "f(**options) is **half"),
    ],
)
def test_a_snippet_of_an_answer_has_no_marks(text: str, plain_text: str) -> None:
    assert cut(text, "", markdown=True)[0] == plain_text
    assert cut(text, "")[0] == " ".join(text.split())


def test_the_places_are_right_without_the_marks() -> None:
    text = "Intro words. " * 60 + "\n\n- a **yel*low*** tram, and `yellow` paint\n\n" + "end " * 200
    snippet, ranges = cut(text, "paint", markdown=True)
    assert snippet.startswith("…")
    assert snippet.endswith("…")
    assert "yellow paint" in snippet
    assert [snippet[start:stop] for start, stop in ranges] == ["paint"]


def test_a_match_in_an_address_is_still_shown() -> None:
    snippet, ranges = cut("See [the docs](https://example.org/tram).", "tram", markdown=True)
    assert [snippet[start:stop] for start, stop in ranges] == ["tram"]


def test_answers_are_found_without_marks_and_questions_as_typed(store: ChatStore) -> None:
    chat, asked, answered = store.new_id(), store.new_id(), store.new_id()
    store.chats.add(chat)
    store.messages.ask(asked, chat, None, "Is **tram** a word?")
    store.answers.begin(answered, chat, asked, "starter")
    store.answers.append(answered, "Yes, **tram** is.")
    store.answers.finish(answered, Ending())
    assert sorted(found(store, "tram")) == ["Is **tram** a word?", "Yes, tram is."]


def test_a_page_that_was_pasted_is_a_query_of_its_first_words() -> None:
    page = " ".join(f"word{number}" for number in range(5000))
    assert len(terms(page)) == MOST_TERMS
    assert terms(page)[:2] == ("word0", "word1")


def test_a_word_that_is_typed_again_is_looked_for_once_and_may_go_on() -> None:
    assert terms("the cat the") == ("cat", "the")
    assert match_of("the cat the") == '"cat" "the"*'
