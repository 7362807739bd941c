"""From a model folder to a model that can run. Call on the engine's thread only."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import Any

from engine.cancel import CancelToken
from engine.config import Config, model_name, read_config, read_json
from engine.eight_bits import in_eight_bits, why_not
from engine.errors import EngineError, ModelCorrupt
from engine.estimate import estimate_memory, refuse_what_does_not_fit
from engine.families import registry
from engine.faults import refuse
from engine.mlx_lm_models import importing
from engine.model_info import inspect_model
from engine.sentences import say
from engine.types import ModelInfo, SamplingDefaults, Sense, Stage
from engine.weights import read_headers

# Imported one after the other, so that a stop is heard between them: together they take a second,
# none of them more than a third of it.
_HEAVY = (
    "mlx.nn",
    "numpy",
    "tokenizers",
    "jinja2",
    "huggingface_hub.hf_api",
    "regex",
    "transformers.utils",
    "transformers.models.auto.configuration_auto",
    "mlx_lm.tokenizer_utils",
    "mlx_lm.generate",
)
USUAL_CONTEXT = 32_768  # tokens to plan for, where nobody says
_GROUP_BYTES = 64 << 20  # weights read between two looks at the cancel token


@dataclass
class LoadedModel:
    """A model in memory with all that belongs to it.

    Attributes:
        context: most tokens of prompt and answer together.
        load_s: seconds that loading took.
        memory_limit: bytes that MLX may use.
        stop_ids: every token id that ends an answer.
        kv_bits: 8 where keys and values are kept in 8 bits; 0 as they are computed.
    """

    info: ModelInfo
    context: int
    load_s: float
    config: Config = field(repr=False)
    model: Any = field(repr=False)
    tokenizer: Any = field(repr=False)
    family: Any = field(repr=False)
    media: Any = field(repr=False)
    watch: Any = field(repr=False)
    defaults: Any = field(repr=False)
    memory_limit: int
    stop_ids: frozenset[int] = frozenset()
    kv_bits: int = 0

    def release(self) -> None:
        """Let go of the weights, even where modules hold each other in a circle."""
        self.media.forget()
        _empty(self.model)

    def make_caches(self) -> list[Any]:
        from mlx_lm.models.cache import make_prompt_cache

        caches: list[Any] = make_prompt_cache(self.model)
        return in_eight_bits(caches, self.config) if self.kv_bits else caches


def load_model(
    folder: Path,
    *,
    context: int | None = None,
    cancel: CancelToken | None = None,
    progress: Callable[[Stage], None] | None = None,
    memory_limit: int | None = None,
    dtype: str | None = None,
    kv_bits: int = 0,
) -> LoadedModel:
    """Load weights, tokenizer and towers.

    Args:
        context: most tokens to plan for; by default what the model allows, at most 32,768.
        progress: told of bytes read, of all.
        memory_limit: bytes; by default what the device recommends.
        dtype: compute in this dtype instead of the stored one, e.g. "float32".
        kv_bits: 8 keeps keys and values in 8 bits, if the model can do that; else nothing changes.

    Raises:
        ModelNotFound, ModelCorrupt, ModelUnsupported, OutOfMemory: as sentences for the user.
        Cancelled: between two libraries of the first import, or two groups of weights.
    """
    started = perf_counter()
    cancel = cancel or CancelToken()
    info = refuse_unloadable(
        folder, context=context, cancel=cancel, memory_limit=memory_limit, kv_bits=kv_bits
    )
    context = min(context or USUAL_CONTEXT, info.context)
    from engine.compute_dtype import set_dtype
    from engine.memory import recommended_bytes, set_limits

    set_limits()
    config = read_config(folder)
    model = _build(folder, config, info)
    try:
        cancel.check()
        set_dtype(model, dtype)
        _read_weights(model, info.name, cancel, progress)
        tokenizer = _load_tokenizer(folder, config)
        cancel.check()
        limit = memory_limit or recommended_bytes()
        made = _assemble(folder, config, info, context, limit, model, tokenizer, started)
        return replace(made, kv_bits=kv_bits if not why_not(config) else 0)
    except BaseException:
        _empty(model)
        raise


def refuse_unloadable(
    folder: Path,
    *,
    context: int | None = None,
    cancel: CancelToken | None = None,
    memory_limit: int | None = None,
    kv_bits: int = 0,
) -> ModelInfo:
    """All that can be wrong with a model before a weight of it is read.

    A tower that is damaged only turns its sense off, which the returned description says.
    Arguments and errors are those of `load_model`.
    """
    cancel = cancel or CancelToken()
    info = inspect_model(folder)
    import_heavy(cancel)
    from engine.memory import recommended_bytes

    estimate = estimate_memory(
        folder,
        context=min(context or USUAL_CONTEXT, info.context),
        recommended=memory_limit or recommended_bytes(),
        kv_bits=kv_bits,
    )
    refuse_what_does_not_fit(folder, estimate)
    off = _refuse_faults(folder, read_config(folder), info)
    cancel.check()
    works = tuple(sense for sense in info.senses if sense not in off)
    return replace(info, senses=works, off=tuple(off.items()))


def import_heavy(cancel: CancelToken) -> None:
    """Import what the engine runs on, with a look at `cancel` in between."""
    # transformers, which mlx-lm imports for its tokenizers, announces that torch is missing.
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    if sys.platform == "linux":
        # MLX would call a C++ compiler in mid-answer, in a folder of its first user.
        os.environ.setdefault("MLX_DISABLE_COMPILE", "1")
    for name in _HEAVY:
        cancel.check()
        with importing:
            importlib.import_module(name)


def _assemble(
    folder: Path,
    config: Config,
    info: ModelInfo,
    context: int,
    memory_limit: int,
    model: Any,
    tokenizer: Any,
    started: float,
) -> LoadedModel:
    from engine.layers import LayerWatch
    from engine.media_store import MediaStore

    family = registry.make_family(config, info.senses, tokenizer, folder)
    watch = LayerWatch({**family.tower_layers(model), "layers": model.layers})
    defaults = SamplingDefaults.from_generation_config(read_json(folder / "generation_config.json"))
    return LoadedModel(
        info=replace(info, defaults=defaults, can_think=_can_think(tokenizer)),
        context=context,
        load_s=perf_counter() - started,
        config=config,
        model=model,
        tokenizer=tokenizer,
        family=family,
        media=MediaStore(model, family, watch),
        watch=watch,
        defaults=defaults,
        memory_limit=memory_limit,
        stop_ids=frozenset(tokenizer.eos_token_ids),
    )


def _empty(model: Any) -> None:
    for module in model.modules():
        module.clear()


def _can_think(tokenizer: Any) -> bool:
    """The template asks whether it should, so that answers differ with what it is told."""
    template = getattr(tokenizer, "chat_template", None)
    return isinstance(template, str) and "enable_thinking" in template


def _refuse_faults(folder: Path, config: Config, info: ModelInfo) -> Mapping[Sense, str]:
    """What the doctor would find in the headers stops a model before it is put together.

    Returns the senses that it has to do without, because only their towers are damaged.
    """
    from engine.damaged_senses import check_model

    check = check_model(config, read_headers(folder))
    refuse(info.name, check.tensors.faults)
    return check.off


def _build(folder: Path, config: Config, info: ModelInfo) -> Any:
    """The model with its weights still on disk."""
    from mlx_lm.utils import load_model as mlx_lm_load_model

    try:
        model, _ = mlx_lm_load_model(
            folder,
            lazy=True,
            model_config=registry.without_absent_towers(config, info.senses),
            get_model_classes=lambda config: _checked(
                *registry.model_classes(config), info, config
            ),
        )
    except EngineError:
        raise
    except (LookupError, TypeError, ValueError, AttributeError, RuntimeError, OSError) as error:
        raise ModelCorrupt(
            say(
                "{name} cannot be put together: its config.json and its weights do not belong "
                "to each other ({error}). Download the model again.",
                name=info.name,
                error=error,
            )
        ) from error
    return model


def _checked(model_class: Any, args_class: Any, info: ModelInfo, config: Config) -> tuple[Any, Any]:
    """The classes, with a model that refuses weights that are not exactly its own, by name."""

    class Checked(model_class):  # type: ignore[misc]
        def load_weights(self, weights: list[tuple[str, Any]], strict: bool = True) -> Any:
            from mlx.utils import tree_flatten

            from engine.shapes import compare

            expected = dict(tree_flatten(self.parameters()))
            refuse(info.name, compare(expected, dict(weights), str, config))
            return super().load_weights(weights, strict=strict)

    Checked.__name__ = Checked.__qualname__ = model_class.__name__
    return Checked, args_class


def _read_weights(
    model: Any, name: str, cancel: CancelToken, progress: Callable[[Stage], None] | None
) -> None:
    from mlx.utils import tree_flatten

    arrays = [array for _, array in tree_flatten(model.parameters())]
    total = sum(array.nbytes for array in arrays)
    done, group, size = 0, [], 0
    for array in arrays:
        group.append(array)
        size += array.nbytes
        if size >= _GROUP_BYTES or array is arrays[-1]:
            cancel.check()
            _read(group, name)
            done += size
            group, size = [], 0
            if progress is not None:
                progress(Stage("load", done, total))


def _read(arrays: list[Any], name: str) -> None:
    import mlx.core as mx

    try:
        mx.eval(arrays)
    except RuntimeError as error:  # the file got shorter, or its disk went away
        _hear_the_rest()
        raise ModelCorrupt(
            say(
                "The weights of {name} cannot be read to their end ({error}). Look whether its "
                "disk is still there, or download the model again.",
                name=name,
                error=error,
            )
        ) from error


def _hear_the_rest() -> None:
    """Take in the errors of what was to be read beside the first that failed.

    MLX reads on threads of its own and raises what one of them met in whatever is called next: the
    next model's load, an answer.
    """
    import mlx.core as mx

    for stream in (mx.default_stream(mx.cpu), mx.default_stream(mx.default_device())):
        for _ in range(1000):  # reads at most, one error each
            try:
                mx.synchronize(stream)
                break
            except RuntimeError:
                continue


def _load_tokenizer(folder: Path, config: Config) -> Any:
    from mlx_lm.utils import load_tokenizer

    if not (folder / "tokenizer.json").is_file() and not (folder / "tokenizer.model").is_file():
        raise ModelCorrupt(
            say(
                "{model} has no tokenizer.json, so text cannot be turned into tokens. "
                "Download the model again.",
                model=model_name(folder),
            )
        )
    try:
        return load_tokenizer(folder, eos_token_ids=config.get("eos_token_id"))
    except Exception as error:  # tokenizers raises bare Exception for damaged files
        raise ModelCorrupt(
            say(
                "The tokenizer of {model} cannot be read. Download the model again.",
                model=model_name(folder),
            )
        ) from error
