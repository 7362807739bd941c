"""A conversation with a model: what is new gets prefilled, the answer is decoded.

`respond` is a generator of values. It runs on the thread that loaded the model and leaves the
prompt cache valid however it ends: finished, cancelled, closed or failed.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Any

import mlx.core as mx
from mlx_lm.generate import generate_step, generation_stream

from engine.cache_folder import CacheFolder, Ticket
from engine.cancel import CancelToken
from engine.errors import ContextFull, MediaError, NumericError, PromptError
from engine.estimate import PREFILL_STEP
from engine.families import SoftSpan
from engine.fingerprint import fingerprint
from engine.governor import Governor
from engine.kept_caches import KeptCaches
from engine.loading import LoadedModel
from engine.media.source import media_name
from engine.media_store import Attachment
from engine.picture_sizes import PictureSizes
from engine.prompt import Prompt, build_prompt
from engine.prompt_cache import PromptCache
from engine.prompt_caches import PromptCaches
from engine.sampling import BAD_LOGITS, make_processors, make_sampler, resolve
from engine.sentences import say
from engine.text_stream import TextStream
from engine.types import (
    AudioPart,
    Delta,
    Done,
    Event,
    FinishReason,
    GenerationParams,
    ImagePart,
    Message,
    Saw,
    Stage,
    Stats,
)

_WATCH_EVERY = 16  # tokens between two looks at the machine's memory


class Conversation:
    """Answers with one model. The history is handed in whole each time.

    The prompt caches of the last chats are kept between turns; `PromptCaches` finds the right one.
    """

    def __init__(self, model: LoadedModel, folder: CacheFolder | None = None) -> None:
        """`folder` keeps the prompt caches of chats on disk; by default nobody does."""
        self._model = model
        self._caches = PromptCaches(model.make_caches)
        # Not a method of this object: in a circle with its governor, model and caches would outlive
        # it until Python looks for circles.
        self._governor = Governor(
            model.config,
            model.memory_limit,
            partial(_shrink, self._caches, model),
            kv_bits=model.kv_bits,
        )
        self._sizes = PictureSizes(model, self._governor)
        self._kept: KeptCaches | None = None
        if folder is not None:
            self._kept = KeptCaches(model, self._caches, folder, self._governor.make_room)

    @property
    def model(self) -> LoadedModel:
        return self._model

    def clear(self) -> None:
        self._caches.clear()

    def close(self) -> None:
        """Give everything back, the model too, which nobody can use any more."""
        self._caches.clear()
        self._model.release()

    def beside(self) -> Conversation:
        """Another chat with the same model, and a prompt cache of its own: this one is kept."""
        return Conversation(self._model)

    def save(self, file: Path) -> bool:
        """Write the latest chat's prompt cache to `file`, all or nothing; whether that succeeded.

        Not the messages: they are the caller's.
        """
        return self._caches.latest.save(file, fingerprint(self._model))

    def restore(self, file: Path) -> bool:
        """Go on from a saved prompt cache.

        If the file is absent, damaged or of another model, quantisation or template, the next
        turn starts from nothing; that is no error.
        """
        return self._caches.latest.load(file, fingerprint(self._model))

    def keep(
        self, cancel: CancelToken, *, whole: bool = False, within_s: float | None = None
    ) -> None:
        """Write to the folder what a later start would compute again; see `KeptCaches.keep`."""
        if self._kept is not None:
            self._kept.keep(cancel.check, whole=whole, within_s=within_s)

    def respond(
        self,
        messages: Sequence[Message],
        params: GenerationParams,
        cancel: CancelToken,
        chat: str = "",
    ) -> Generator[Event, None, None]:
        """Answer the last message; if that is an answer that was cut, go on with it.

        What is computed of `chat` is kept in the folder, and comes back from there; of a
        conversation without a name nothing is.

        Yields:
            Stage while encoding and prefilling, Saw for every attachment of the history,
            Delta for every token, Done at the end.

        Raises:
            PromptError, MediaError, ContextFull: before anything is run.
            OutOfMemory: before anything is run, or in the midst of an answer that is kept.
            NumericError: NaN or infinity came up; the conversation starts afresh next time.
            Cancelled: `cancel` was raised; what has been run is kept for the next turn.
        """
        ticket = self._kept.ticket(chat) if self._kept is not None else None
        choose = partial(self._choose, ticket, cancel.check)
        turn = _Turn(self._model, choose, self._governor, self._sizes, params, cancel)
        return turn.run(messages)

    def _choose(
        self, ticket: Ticket | None, check: Callable[[], None], key: Sequence[int]
    ) -> PromptCache:
        if self._kept is not None and ticket is not None:
            self._kept.bring_back(key, ticket, check)
        return self._caches.choose(key, ticket)


class _Turn:
    """One answer in the making."""

    def __init__(
        self,
        model: LoadedModel,
        choose: Callable[[Sequence[int]], PromptCache],
        governor: Governor,
        sizes: PictureSizes,
        params: GenerationParams,
        cancel: CancelToken,
    ) -> None:
        self._model = model
        self._choose = choose
        self._governor = governor
        self._sizes = sizes
        self._params = resolve(params, model.defaults)
        self._cancel = cancel
        self._started = perf_counter()

    def run(self, messages: Sequence[Message]) -> Generator[Event, None, None]:
        if messages and messages[-1].role == "assistant" and not messages[-1].text.strip():
            messages = messages[:-1]  # cut before its first word, in its thinking: begun again
        refuse_empty(messages)
        attachments = self._look_at(messages)
        prompt = build_prompt(
            self._model.tokenizer,
            self._model.family,
            messages,
            [a.medium for a in attachments],
            thinking=self._params.thinking,
            go_on=messages[-1].role == "assistant",
        )
        self._refuse_overlong(prompt)
        self._cancel.check()
        self._cache = self._choose(prompt.key)
        cached = self._cache.turn = self._cache.reuse(prompt.key)
        self._governor.admit(len(prompt.ids), cached)
        yield from self._seen(messages, attachments, prompt, cached)
        yield from self._encode(attachments, prompt, cached)
        prefill_started = perf_counter()
        yield from self._prefill(prompt, cached)
        yield from self._decode(prompt, attachments, cached, prefill_started)

    def _look_at(self, messages: Sequence[Message]) -> list[Attachment]:
        found = []
        limits = self._sizes.limits(messages)
        for part, (limit, source) in zip(_media_parts(messages), limits, strict=True):
            self._cancel.check()
            self._refuse_off(part)
            found.append(self._model.media.look(part, limit, source))
        return found

    def _refuse_off(self, part: ImagePart | AudioPart) -> None:
        """The model would take it in, but its tower is damaged."""
        why = self._model.info.why_off("image" if isinstance(part, ImagePart) else "audio")
        if why:
            raise MediaError(say("{name} cannot be used. {why}", name=media_name(part), why=why))

    def _refuse_overlong(self, prompt: Prompt) -> None:
        limit = self._model.context
        if len(prompt.ids) >= limit:
            raise ContextFull(
                say(
                    "This conversation is {number:,} tokens long, but the model is loaded "
                    "with room for {limit:,}. Shorten the message, remove attachments or start a "
                    "new chat.",
                    number=len(prompt.ids),
                    limit=limit,
                )
            )

    def _seen(
        self,
        messages: Sequence[Message],
        attachments: Sequence[Attachment],
        prompt: Prompt,
        cached: int,
    ) -> Iterator[Saw]:
        self._saw = tuple(
            replace(
                attachment.saw,
                name=media_name(part),
                cached=span.stop <= cached or attachment.soft is not None,
            )
            for part, attachment, span in zip(
                _media_parts(messages), attachments, prompt.spans, strict=True
            )
        )
        yield from self._saw

    def _encode(
        self, attachments: Sequence[Attachment], prompt: Prompt, cached: int
    ) -> Iterator[Stage]:
        """Soft tokens of what the prompt cache does not hold yet."""
        spans: list[SoftSpan] = []
        needed = sum(span.stop > cached for span in prompt.spans)
        done = 0
        for attachment, span in zip(attachments, prompt.spans, strict=True):
            if span.stop <= cached:
                spans.append(span)
                continue
            yield Stage("encode", done, needed)
            soft = self._model.media.encode(attachment, self._cancel.check)
            spans.append(replace(span, soft=soft))
            done += 1
        if needed:
            yield Stage("encode", needed, needed)
        self._model.family.place(self._model.model, spans)

    def _prefill(self, prompt: Prompt, cached: int) -> Iterator[Stage]:
        """Run all but the last token, in chunks that can be stopped within a few layers."""
        last = len(prompt.ids) - 1
        edges = chunk_edges(cached, last, prompt, self._model.family.whole_blocks)
        for start, stop in pairwise(edges):
            self._cancel.check()
            yield Stage("prefill", start - cached, last - cached)
            mark = self._cache.mark()
            try:
                with (
                    mx.stream(generation_stream),
                    self._model.watch.observed_by(_stopper(self._cancel.check)),
                ):
                    self._model.model(
                        mx.array(prompt.ids[start:stop])[None], cache=self._cache.caches
                    )
                    self._cache.evaluate()
            except BaseException:
                # Also Cancelled and GeneratorExit: some layers have run this chunk, others not.
                self._cache.restore(mark)
                self._cache.evaluate()
                raise
            self._cache.append(prompt.key[start:stop])
            if stop == prompt.boundary:
                self._cache.keep_checkpoint()
            mx.clear_cache()
            self._governor.watch()
        if last > cached:
            yield Stage("prefill", last - cached, last - cached)

    def _decode(
        self,
        prompt: Prompt,
        attachments: Sequence[Attachment],
        cached: int,
        prefill_started: float,
    ) -> Generator[Event, None, None]:
        model, params = self._model, self._params
        if params.seed is not None:
            mx.random.seed(params.seed)
        budget = min(params.max_tokens, model.context - len(prompt.ids))
        reason: FinishReason = "length" if budget == params.max_tokens else "context"
        stream = TextStream(
            model.tokenizer,
            params.stop,
            starts_thinking=prompt.starts_thinking,
            tail=prompt.tail,
        )
        answer = _Answer()
        first_at = 0.0
        with closing(self._tokens(prompt, attachments, budget)) as tokens:
            for token in tokens:
                now = perf_counter()
                first_at = first_at or now
                answer.ids.append(token)
                if token in model.stop_ids:
                    reason = "stop"
                    break
                yield from answer.deltas(stream.add(token), token, now - first_at)
                if stream.stopped:
                    reason = "stop"
                    break
                self._cancel.check()
                if len(answer.ids) % _WATCH_EVERY == 0:
                    self._governor.watch()
        yield from answer.deltas(stream.finish(), None, perf_counter() - first_at)
        self._cache.keep_checkpoint()
        yield Done(
            finish_reason=reason,
            text=answer.text["answer"],
            thinking=answer.text["thinking"],
            token_ids=tuple(answer.ids),
            saw=self._saw,
            stats=Stats(
                load_s=model.load_s,
                prompt_tokens=len(prompt.ids),
                cached_tokens=cached,
                ttft_s=first_at - self._started,
                prompt_tps=(len(prompt.ids) - cached) / max(first_at - prefill_started, 1e-9),
                generation_tokens=len(answer.ids),
                generation_tps=answer.speed(perf_counter() - first_at),
                peak_memory_bytes=mx.get_peak_memory(),
                context_used=len(self._cache),
                context_limit=model.context,
                sampling=params,
            ),
        )

    def _tokens(
        self, prompt: Prompt, attachments: Sequence[Attachment], budget: int
    ) -> Generator[int, None, None]:
        """Token ids as they are sampled; the prompt cache and its key stay in step."""
        model, cache = self._model, self._cache
        mark = cache.mark()
        vocab_size = int(model.config.get("vocab_size") or 1 << 30)
        steps = generate_step(
            mx.array(prompt.ids[-1:]),
            model.model,
            max_tokens=budget,
            sampler=make_sampler(self._params, model.family.suppressed, vocab_size),
            logits_processors=make_processors(self._params, prompt.ids),
            prompt_cache=cache.caches,
        )
        try:
            for token, _ in steps:
                if len(cache) == mark.length:
                    cache.append(prompt.key[-1:])
                if token == BAD_LOGITS:
                    raise self._blame(prompt, attachments)
                # generate_step runs one ahead: when it yields a token, that token is in the cache.
                cache.append([token])
                yield token
        finally:
            # What generate_step has launched is left to finish by itself: nobody waits for it.
            steps.close()
            if len(cache) == mark.length:
                cache.restore(mark)

    def _blame(self, prompt: Prompt, attachments: Sequence[Attachment]) -> NumericError:
        from engine.diagnose import first_bad_layer

        media = self._model.media
        spans = [
            replace(span, soft=media.encode(attachment, self._cancel.check))
            for attachment, span in zip(attachments, prompt.spans, strict=True)
        ]
        place = first_bad_layer(self._model, prompt.ids, spans)
        self._cache.clear()
        return NumericError(
            say(
                "The model put out invalid numbers (NaN or infinity), first in {place}, so its "
                "answer was stopped. Its weights are probably damaged: download the model again.",
                place=place,
            )
        )


class _Answer:
    """What has been generated so far."""

    def __init__(self) -> None:
        self.ids: list[int] = []
        self.text = {"answer": "", "thinking": ""}

    def deltas(
        self, pieces: list[tuple[Any, str]], token: int | None, elapsed: float
    ) -> Iterator[Delta]:
        """One Delta a token, even while its text is held back; more if the channel changes."""
        ids = () if token is None else (token,)
        if not pieces and token is not None:
            pieces = [("answer", "")]
        for channel, text in pieces:
            self.text[channel] += text
            yield Delta(text, ids, channel, len(self.ids), self.speed(elapsed))
            ids = ()

    def speed(self, elapsed: float) -> float:
        """Tokens a second, the first not counted: its time is the TTFT."""
        return (len(self.ids) - 1) / elapsed if len(self.ids) > 1 and elapsed > 0 else 0.0


def _shrink(caches: PromptCaches, model: LoadedModel) -> None:
    """Give back what makes later turns faster, and nothing that this one needs."""
    caches.shrink()
    model.media.forget()


def refuse_empty(messages: Sequence[Message]) -> None:
    """Raises PromptError unless the last message says or shows something, and can be followed."""
    last = messages[-1] if messages else None
    if last is None or last.role == "system":
        raise PromptError(say("There is nothing to answer. Type a message first."))
    if not last.text.strip() and not any(_media_parts([last])):
        raise PromptError(
            say("The message is empty. Type something, or attach a picture or a sound.")
        )


def chunk_edges(start: int, stop: int, prompt: Prompt, whole_blocks: frozenset[str]) -> list[int]:
    """Where prefill pauses: a fixed grid counted from 0, and the boundary before the answer.

    The grid does not depend on `start`, so that cold and warm turns add up in the same order.
    No edge falls inside a block that has to be run whole.
    """
    inner = {*range(0, stop, PREFILL_STEP), prompt.boundary}
    edges = set()
    for edge in inner:
        block = next((s for s in prompt.spans if s.start < edge < s.stop), None)
        outside = block.start if block is not None and block.kind in whole_blocks else edge
        if start < outside < stop:
            edges.add(outside)
    return sorted({start, *edges, stop}) if stop > start else []


def _stopper(check: Callable[[], None]) -> Callable[[str, mx.array, Any], None]:
    """Evaluates layer by layer, so that a stop is heard in between.

    Only layers that own a cache are evaluated: later ones share it, and a prompt's chunk needs
    nothing else of them.
    """

    def look(_name: str, _hidden: mx.array, cache: Any) -> None:
        if cache is not None:
            mx.eval(cache.state)
            check()

    return look


def _media_parts(messages: Sequence[Message]) -> Iterator[ImagePart | AudioPart]:
    for message in messages:
        for part in message.parts:
            if isinstance(part, ImagePart | AudioPart):
                yield part
