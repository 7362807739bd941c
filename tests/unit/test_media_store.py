"""What the engine remembers of pictures and sounds."""

from __future__ import annotations

from typing import Any, cast

from engine.families import Family
from engine.layers import LayerWatch
from engine.media_store import _MOST, Attachment, MediaStore
from engine.prompt import Medium
from engine.types import Saw


def remembered(number: int) -> Attachment:
    name = f"{number}.png"
    return Attachment(Medium("image", name, 1), Saw("image", name, 1, {}), None)


def fill(store: MediaStore, count: int) -> None:
    for number in range(count):
        store._known["image", str(number)] = remembered(number)
    store._make_room()


def make(limit_bytes: int) -> MediaStore:
    unused: Any = None
    return MediaStore(unused, cast(Family, unused), cast(LayerWatch, unused), limit_bytes)


def test_pictures_do_not_pile_up_however_small_they_are() -> None:
    store = make(limit_bytes=1 << 30)
    fill(store, _MOST + 20)
    assert len(store._known) == _MOST
    assert ("image", str(_MOST + 19)) in store._known  # those used last stay
    assert ("image", "0") not in store._known


def test_all_of_a_chat_is_remembered() -> None:
    store = make(limit_bytes=1 << 30)
    fill(store, _MOST)
    assert len(store._known) == _MOST
