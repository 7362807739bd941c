"""From logits to the next token: mlx-lm's samplers, with a guard in front."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import mlx.core as mx
from mlx_lm.sample_utils import make_logits_processors
from mlx_lm.sample_utils import make_sampler as mlx_lm_sampler

from engine.errors import PromptError
from engine.sentences import say
from engine.types import GenerationParams, SamplingDefaults

# Stands for a token where the logits were not finite. generate_step runs one ahead and looks it up:
# as an index it means the last row, which is there.
BAD_LOGITS = -1

Sampler = Callable[[mx.array], mx.array]
LogitsProcessor = Callable[[mx.array, mx.array], mx.array]


def resolve(params: GenerationParams, defaults: SamplingDefaults) -> GenerationParams:
    """Fill what the user left open and check the ranges.

    Raises:
        PromptError: a value lies outside its range.
    """

    def pick(mine: float | None, theirs: float) -> float:
        return theirs if mine is None else mine

    params = replace(
        params,
        temperature=pick(params.temperature, defaults.temperature),
        top_p=pick(params.top_p, defaults.top_p),
        top_k=int(pick(params.top_k, defaults.top_k)),
        min_p=pick(params.min_p, defaults.min_p),
        repetition_penalty=pick(params.repetition_penalty, defaults.repetition_penalty),
    )
    _check(say("temperature"), params.temperature, 0, 10)
    _check(say("top-p"), params.top_p, 0, 1, above=True)
    _check(say("top-k"), params.top_k, 0, 1 << 30)
    _check(say("min-p"), params.min_p, 0, 1)
    _check(say("repetition penalty"), params.repetition_penalty, 0, 10, above=True)
    _check(say("max tokens"), params.max_tokens, 1, 1 << 30)
    return params


def make_sampler(params: GenerationParams, suppressed: Sequence[int], vocab_size: int) -> Sampler:
    """A sampler over log-probabilities (1, V) that never draws a `suppressed` id.

    It returns BAD_LOGITS where a logit was NaN or infinite, decided on the device together with
    the token, so that the check costs no extra synchronisation. One such logit makes the sum
    that all are normalised by NaN or infinite, so a single log-probability tells of all.
    """
    assert params.temperature is not None
    top_k = params.top_k or 0
    draw = mlx_lm_sampler(
        temp=params.temperature,
        top_p=params.top_p or 1.0,
        min_p=params.min_p or 0.0,
        top_k=top_k if top_k < vocab_size else 0,
    )
    bars: mx.array | None = None
    if suppressed:
        bars = mx.zeros((1, vocab_size))
        bars[:, mx.array(list(suppressed))] = -mx.inf

    def sample(logprobs: mx.array) -> mx.array:
        nonlocal bars
        finite = logprobs[:, 0] > -mx.inf  # false for NaN too; isfinite takes several operations
        if bars is not None:
            if bars.dtype != logprobs.dtype:
                bars = bars.astype(logprobs.dtype)
                mx.eval(bars)
            logprobs = logprobs + bars
        return mx.where(finite, draw(logprobs).astype(mx.int32), BAD_LOGITS)

    return sample


def make_processors(params: GenerationParams, prompt: Sequence[int]) -> list[LogitsProcessor]:
    """The repetition penalty over recent tokens, the prompt's tail included."""
    penalty = params.repetition_penalty
    if penalty is None or penalty == 1.0:
        return []
    processors = make_logits_processors(repetition_penalty=penalty)
    # generate_step is handed the last prompt token alone, so the rest is put before it here.
    tail = mx.array(list(prompt[-64:-1]), dtype=mx.int32)

    def with_tail(processor: LogitsProcessor) -> LogitsProcessor:
        return lambda tokens, logits: processor(mx.concatenate([tail, tokens]), logits)

    return [with_tail(processor) for processor in processors]


def _check(name: str, value: float | None, low: float, high: float, *, above: bool = False) -> None:
    if value is None or not (low <= value <= high) or (above and value == low):
        words = (
            say(
                "The {name} is {value}, but it must be above {low} and at most {high:,}.",
                name=name,
                value=value,
                low=low,
                high=high,
            )
            if above
            else say(
                "The {name} is {value}, but it must be at least {low} and at most {high:,}.",
                name=name,
                value=value,
                low=low,
                high=high,
            )
        )
        raise PromptError(words)
