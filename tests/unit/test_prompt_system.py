"""What a model is told first reaches it, whatever its template thinks of the system role."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.loading import LoadedModel, load_model
from engine.prompt import Medium, build_prompt
from engine.types import Message
from tests.tiny_models import GEMMA4, copy_model

SAYS_ALL = "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}"
REFUSES = (
    "{% for m in messages %}{% if m.role == 'system' %}"
    "{{ raise_exception('no system role') }}{% endif %}<{{ m.role }}>{{ m.content }}{% endfor %}"
)
IGNORES = (
    "{% for m in messages if m.role != 'system' %}<{{ m.role }}>{{ m.content }}{% endfor %}"
    "{% if enable_thinking %}<think>{% endif %}"
)
ASKED = [Message.of("system", "be brief"), Message.of("user", "where is it")]
AGAIN = [*ASKED, Message.of("assistant", "there"), Message.of("user", "and then")]


def model_with(folder: Path, template: str) -> LoadedModel:
    copy_model(GEMMA4, folder)
    (folder / "chat_template.jinja").write_text(template)
    return load_model(folder)


def rendered(model: LoadedModel, messages: list[Message]) -> str:
    media: list[Medium] = []
    ids = build_prompt(model.tokenizer, model.family, messages, media).ids
    return " ".join(str(model.tokenizer.decode(ids)).split())


def test_template_with_the_role_gets_the_message(tmp_path: Path) -> None:
    text = rendered(model_with(tmp_path / "m", SAYS_ALL), AGAIN)
    assert text == "<system>be brief<user>where is it<assistant>there<user>and then"


@pytest.mark.parametrize("template", [REFUSES, IGNORES], ids=["refuses", "ignores"])
def test_template_without_the_role_gets_it_above_the_first_question(
    tmp_path: Path, template: str
) -> None:
    model = model_with(tmp_path / "m", template)
    text = rendered(model, AGAIN)
    assert text == "<user>be brief where is it<assistant>there<user>and then"
    assert rendered(model, AGAIN[1:]) == "<user>where is it<assistant>there<user>and then"


def test_loaded_model_says_what_it_recommends_and_whether_it_can_think(tmp_path: Path) -> None:
    folder = tmp_path / "m"
    thinks = model_with(folder, IGNORES).info
    assert thinks.can_think
    assert thinks.defaults is not None
    assert (thinks.defaults.temperature, thinks.defaults.top_k) == (1.0, 64)
    assert not model_with(tmp_path / "other", SAYS_ALL).info.can_think
