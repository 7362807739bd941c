"""The values that travel between the engine and everybody else. Imports nothing heavy."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

Role = Literal["system", "user", "assistant"]
Channel = Literal["answer", "thinking"]
FinishReason = Literal["stop", "length", "context"]
Sense = Literal["text", "image", "audio"]


@dataclass(frozen=True)
class TextPart:
    text: str


@dataclass(frozen=True)
class ImagePart:
    """A picture: a file, or bytes that were pasted (`data` wins when both are given)."""

    path: Path | None = None
    data: bytes | None = field(default=None, repr=False)
    name: str = ""


@dataclass(frozen=True)
class AudioPart:
    """A sound: a file, or bytes that were recorded (`data` wins when both are given)."""

    path: Path | None = None
    data: bytes | None = field(default=None, repr=False)
    name: str = ""


Part = TextPart | ImagePart | AudioPart


@dataclass(frozen=True)
class Message:
    """One turn. Parts keep the order in which the user gave them."""

    role: Role
    parts: tuple[Part, ...]

    @classmethod
    def of(cls, role: Role, text: str) -> Message:
        return cls(role, (TextPart(text),))

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts if isinstance(part, TextPart))


@dataclass(frozen=True)
class GenerationParams:
    """How to sample. `None` means: what the model's generation_config.json says, else off.

    Attributes:
        max_tokens: most tokens to generate.
        temperature: 0 is greedy.
        top_p: 0 < p <= 1; 1 is off.
        top_k: 0 is off.
        min_p: 0 is off.
        repetition_penalty: 1 is off.
        seed: same seed, same answer; `None` draws one.
        stop: strings that end the answer; they are not part of it.
        thinking: ask the template for a thinking block, where it has one.
    """

    max_tokens: int = 1024
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    min_p: float | None = None
    repetition_penalty: float | None = None
    seed: int | None = None
    stop: tuple[str, ...] = ()
    thinking: bool = False


@dataclass(frozen=True)
class SamplingDefaults:
    """What a model's generation_config.json recommends."""

    temperature: float = 0.0
    top_p: float = 1.0
    top_k: int = 0
    min_p: float = 0.0
    repetition_penalty: float = 1.0

    @classmethod
    def from_generation_config(cls, config: dict[str, Any]) -> SamplingDefaults:
        if not config.get("do_sample"):
            return cls(repetition_penalty=float(config.get("repetition_penalty") or 1.0))
        return cls(
            temperature=float(config.get("temperature") or 1.0),
            top_p=float(config.get("top_p") or 1.0),
            top_k=int(config.get("top_k") or 0),
            min_p=float(config.get("min_p") or 0.0),
            repetition_penalty=float(config.get("repetition_penalty") or 1.0),
        )


@dataclass(frozen=True)
class ModelInfo:
    """What a model folder says of itself, read without loading weights.

    Attributes:
        path: the folder.
        name: for people, from the folder or repository name.
        family: config `model_type`, e.g. "gemma4".
        senses: what it takes in; decided by config and tensors together.
        quantisation: "bf16", "4-bit", "8-bit", "mixed", "mxfp4"...
        nbytes: size of its weight files in bytes.
        parameters: number of weights.
        context: most tokens that its positions allow.
        problem: why it cannot be loaded, empty if nothing is known against it.
        defaults: what it recommends for sampling; None until it was loaded.
        can_think: its template can be asked for thinking; known once it was loaded.
        off: senses that it would have but was loaded without, each with sentences that say why
            and what to do.
    """

    path: Path
    name: str
    family: str
    senses: tuple[Sense, ...]
    quantisation: str
    nbytes: int
    parameters: int
    context: int
    problem: str = ""
    defaults: SamplingDefaults | None = None
    can_think: bool = False
    off: tuple[tuple[Sense, str], ...] = ()

    def why_off(self, sense: Sense) -> str:
        """Empty where the sense works, or the model never had it."""
        return dict(self.off).get(sense, "")


@dataclass(frozen=True)
class MemoryEstimate:
    """What loading and running would take, in bytes.

    Attributes:
        towers: while a picture or a sound is encoded.
        working: while a prompt is run; never at the same time as the towers.
        smaller: a shorter context with which it fits; 0 where it fits anyway, or never does.
        in_8_bits: the total with keys and values in 8 bits; 0 where they are, or cannot be.
    """

    weights: int
    kv_cache: int
    towers: int
    working: int
    recommended: int
    context: int
    smaller: int = 0
    in_8_bits: int = 0

    @property
    def total(self) -> int:
        return self.weights + self.kv_cache + self.transient

    @property
    def transient(self) -> int:
        """What comes and goes with every turn."""
        return max(self.towers, self.working)

    @property
    def fits(self) -> bool:
        return self.total <= self.recommended

    @property
    def fits_in_8_bits(self) -> bool:
        """It does not fit as it is, and would with keys and values in 8 bits."""
        return not self.fits and 0 < self.in_8_bits <= self.recommended


@dataclass(frozen=True)
class MemoryUse:
    """MLX's memory in bytes: in use, highest so far, kept for reuse."""

    active: int
    peak: int
    cache: int


@dataclass(frozen=True)
class Saw:
    """What reached the model of one attachment.

    Attributes:
        kind: "image" or "audio".
        name: the file's name.
        soft_tokens: token positions that it fills.
        detail: pixels sent, seconds used of total and so on, JSON-able:
            image: source_width, source_height, width, height (pixels sent)
            audio: seconds_total, seconds_used, channels, sample_rate
        notes: sentences about what was changed or cut; empty if nothing was.
        cached: its soft tokens were reused, not computed again.
    """

    kind: Literal["image", "audio"]
    name: str
    soft_tokens: int
    detail: dict[str, float | int]
    notes: tuple[str, ...] = ()
    cached: bool = False

    def as_json(self) -> dict[str, Any]:
        values = asdict(self)
        detail = values.pop("detail")
        return {**values, **detail, "notes": list(self.notes)}


@dataclass(frozen=True)
class Stats:
    """Figures of one answer. Times in seconds, memory in bytes.

    `cached_tokens` of `prompt_tokens` were not computed again. `sampling` is what it was drawn
    with, the model's recommendations filled in; None where nobody noted it.
    """

    load_s: float
    prompt_tokens: int
    cached_tokens: int
    ttft_s: float
    prompt_tps: float
    generation_tokens: int
    generation_tps: float
    peak_memory_bytes: int
    context_used: int = 0
    context_limit: int = 0
    sampling: GenerationParams | None = None


@dataclass(frozen=True)
class Stage:
    """Progress of a step that takes a while: loading, encoding a picture, prefill."""

    name: Literal["load", "encode", "prefill"]
    done: int
    total: int


@dataclass(frozen=True)
class Delta:
    """A piece of the answer. `token_ids` are those it was made of; `text` may be empty.

    `generation_tps` and `generation_tokens` are running figures.
    """

    text: str
    token_ids: tuple[int, ...]
    channel: Channel = "answer"
    generation_tokens: int = 0
    generation_tps: float = 0.0


@dataclass(frozen=True)
class Done:
    """The end of an answer. Always the last event of a generation that was not cancelled."""

    finish_reason: FinishReason
    text: str
    thinking: str
    token_ids: tuple[int, ...]
    saw: tuple[Saw, ...]
    stats: Stats


Event = Stage | Saw | Delta | Done
