"""From messages to token ids, exactly as the model's own template and processor make them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.errors import ModelCorrupt, PromptError
from engine.families import Family, Kind, SoftSpan
from engine.prompt_cache import common_prefix
from engine.sentences import say
from engine.special_tokens import SpecialTokens, special_tokens
from engine.types import AudioPart, ImagePart, Message, TextPart

_TAIL = 16  # enough to tell how the text before an answer's next token ends
_PROBE = "system prompt"


@dataclass(frozen=True)
class Medium:
    """A picture or sound of the prompt.

    Attributes:
        digest: SHA-256 of its content.
        soft_tokens: how many positions it fills.
        grid: rows and columns of a picture's soft tokens.
    """

    kind: Kind
    digest: str
    soft_tokens: int
    grid: tuple[int, int] | None = None


@dataclass(frozen=True)
class Prompt:
    """A prompt ready to run.

    Attributes:
        ids: token ids, placeholders where soft tokens stand.
        key: what the prompt cache compares, one int per position.
        spans: where the soft tokens of each medium stand, in order.
        boundary: the position before the assistant's header; what lies before it does not
            change when the next turn is rendered.
        starts_thinking: the template has already opened a thinking block.
        tail: the last ids of an answer that is to be gone on with; else none.
    """

    ids: list[int]
    key: list[int]
    spans: tuple[SoftSpan, ...]
    boundary: int
    starts_thinking: bool
    tail: tuple[int, ...] = ()


def build_prompt(
    tokenizer: Any,
    family: Family,
    messages: Sequence[Message],
    media: Sequence[Medium],
    *,
    thinking: bool = False,
    go_on: bool = False,
) -> Prompt:
    """Render, expand placeholders and tokenise.

    `media` are those of all messages, in order. With `go_on` the last message is the beginning
    of an answer: it stands after the assistant's header, and nothing ends it.

    Raises:
        PromptError: the template refuses these messages.
        ModelCorrupt: the model has no template, or one that loses attachments.
    """
    said = ""
    if go_on:
        said = special_tokens(tokenizer).defused(messages[-1].text)
        messages = messages[:-1]
    messages = _place_system(tokenizer, messages)
    text = _render(tokenizer, messages, thinking=thinking, generation_prompt=True)
    in_thought = bool(tokenizer.think_start) and text.rstrip().endswith(tokenizer.think_start)
    if said and in_thought:  # what was said came after the thinking
        text, in_thought = f"{text}{tokenizer.think_end}\n\n", False
    ids = _tokenise(tokenizer, family, text + said, media)
    history = _render(tokenizer, messages, thinking=thinking, generation_prompt=False)
    spans = _find_spans(ids, family, media)
    return Prompt(
        ids=ids,
        key=_key(ids, spans, media),
        spans=spans,
        boundary=common_prefix(ids, _tokenise(tokenizer, family, history, media)),
        starts_thinking=in_thought,
        tail=tuple(ids[-_TAIL:]) if said else (),
    )


def _place_system(tokenizer: Any, messages: Sequence[Message]) -> Sequence[Message]:
    """Where a template has no place for a system message, it opens the first question."""
    if not messages or messages[0].role != "system" or _takes_system(tokenizer):
        return messages
    system, rest = messages[0], list(messages[1:])
    at = next((at for at, message in enumerate(rest) if message.role == "user"), None)
    if at is None:
        return messages
    parts = (*system.parts, TextPart("\n\n"), *rest[at].parts)
    rest[at] = Message("user", parts)
    return rest


def _takes_system(tokenizer: Any) -> bool:
    """Some templates refuse the role; some leave out without a word what it says."""
    probe = [Message.of("system", _PROBE), Message.of("user", "?")]
    try:
        return _PROBE in _render(tokenizer, probe, thinking=False, generation_prompt=False)
    except PromptError:
        return False


def _render(
    tokenizer: Any, messages: Sequence[Message], *, thinking: bool, generation_prompt: bool
) -> str:
    if not tokenizer.has_chat_template:
        raise ModelCorrupt(
            say(
                "This model has no chat template, so it does not know turns: it is a base model, "
                "or its chat_template.jinja is missing. Choose the “it” or “instruct” version."
            )
        )
    special = special_tokens(tokenizer)
    try:
        text: str = tokenizer.apply_chat_template(
            [_for_template(message, special) for message in messages],
            tokenize=False,
            add_generation_prompt=generation_prompt,
            enable_thinking=thinking,
        )
    except Exception as error:  # a template is somebody's program, and may fail at anything
        raise PromptError(
            say(
                "The model's chat template refuses this conversation: {error}. "
                "Start a new chat, or remove the system prompt if there is one.",
                error=error,
            )
        ) from error
    return text


def _for_template(message: Message, special: SpecialTokens) -> dict[str, Any]:
    content: list[dict[str, str]] = []
    for part in message.parts:
        match part:
            case TextPart(text):
                content.append({"type": "text", "text": special.defused(text)})
            case ImagePart():
                content.append({"type": "image"})
            case AudioPart():
                content.append({"type": "audio"})
    if all(part["type"] == "text" for part in content):
        return {"role": message.role, "content": "".join(part["text"] for part in content)}
    return {"role": message.role, "content": content}


def _tokenise(tokenizer: Any, family: Family, text: str, media: Sequence[Medium]) -> list[int]:
    """Each marker becomes as many placeholders as its medium has soft tokens."""
    if media:
        kinds = {family.placeholders[kind].marker: kind for kind in family.placeholders}
        pending = iter(media)
        pieces = re.split("(" + "|".join(map(re.escape, kinds)) + ")", text)
        for i, piece in enumerate(pieces):
            if piece in kinds:
                medium = next(pending, None)
                if medium is None or medium.kind != kinds[piece]:
                    raise _lost_attachment()
                pieces[i] = family.placeholders[medium.kind].expand(medium.soft_tokens)
        if next(pending, None) is not None:
            raise _lost_attachment()
        text = "".join(pieces)
    ids: list[int] = tokenizer.encode(text, add_special_tokens=False)
    return ids


def _find_spans(
    ids: Sequence[int], family: Family, media: Sequence[Medium]
) -> tuple[SoftSpan, ...]:
    kinds = {family.placeholders[kind].token_id: kind for kind in family.placeholders}
    positions = [i for i, token in enumerate(ids) if token in kinds]
    spans, used = [], 0
    for medium in media:
        mine = positions[used : used + medium.soft_tokens]
        used += len(mine)
        whole = len(mine) == medium.soft_tokens and mine[-1] - mine[0] == len(mine) - 1
        if not whole or kinds[ids[mine[0]]] != medium.kind:
            raise _lost_attachment()
        spans.append(SoftSpan(medium.kind, mine[0], mine[-1] + 1, grid=medium.grid))
    if used != len(positions):
        raise _lost_attachment()
    return tuple(spans)


def _key(ids: Sequence[int], spans: Sequence[SoftSpan], media: Sequence[Medium]) -> list[int]:
    key = list(ids)
    for span, medium in zip(spans, media, strict=True):
        # 48 bits of the content's digest and 12 of the row: negative, so never a token id.
        base = int(medium.digest[:12], 16) << 12
        key[span.start : span.stop] = [-1 - base - row for row in range(span.stop - span.start)]
    return key


def _lost_attachment() -> ModelCorrupt:
    return ModelCorrupt(
        say(
            "The model's chat template and tokenizer do not put the attachments where they belong. "
            "Download the model's tokenizer and template files again."
        )
    )
