"""What a model folder is, found out without loading a weight and without importing MLX."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from engine.config import Config, model_name, read_config, text_config
from engine.config_checks import config_faults, whole
from engine.errors import EngineError, ModelUnsupported
from engine.families.registry import REGISTRY, senses
from engine.faults import refuse
from engine.mlx_lm_models import module_of
from engine.sentences import say
from engine.types import ModelInfo
from engine.weights import Tensor, read_tensors

_DTYPES = {"BF16": "bf16", "F16": "f16", "F32": "f32", "F8_E4M3": "fp8"}


def inspect_model(folder: Path) -> ModelInfo:
    """Everything that can be known from config.json and the tensors' headers.

    Raises:
        ModelNotFound, ModelCorrupt, ModelUnsupported: as sentences for the user.
    """
    config = read_config(folder)
    refuse_unknown(folder, config)
    tensors = read_tensors(folder)
    refuse(model_name(folder), config_faults(config, len(tensors)))
    return ModelInfo(
        path=folder,
        name=model_name(folder),
        family=config["model_type"],
        senses=senses(config, tensors),
        quantisation=quantisation(config, tensors.values()),
        nbytes=sum(tensor.nbytes for tensor in tensors.values()),
        parameters=count_parameters(config, tensors),
        context=context_limit(config),
    )


def describe_model(folder: Path) -> ModelInfo:
    """Like `inspect_model`, for lists: what cannot be loaded says so in `problem`."""
    try:
        return inspect_model(folder)
    except EngineError as error:
        return ModelInfo(folder, model_name(folder), "", (), "", 0, 0, 0, problem=str(error))


def refuse_unknown(folder: Path, config: Config) -> None:
    """Raises ModelUnsupported if no code here can run this architecture."""
    kind = config["model_type"]
    if kind not in REGISTRY and module_of(config) is None:
        raise ModelUnsupported(
            say(
                "{model} has the architecture “{kind}”, which Parlance cannot run yet. "
                "Choose a Gemma 4, Qwen3 or another model that mlx-lm supports.",
                model=model_name(folder),
                kind=kind,
            )
        )


def quantisation(config: Config, tensors: Iterable[Tensor]) -> str:
    """ "4-bit", "mxfp4", "4/8-bit", or the dtype that most bytes have."""
    settings = config.get("quantization") or config.get("quantization_config")
    if isinstance(settings, dict):
        mode = settings.get("mode", "affine")
        if mode != "affine":
            return str(mode)
        overrides = [v["bits"] for v in settings.values() if isinstance(v, dict) and "bits" in v]
        if "bits" in settings:
            bits = sorted({settings["bits"], *overrides})
            return "/".join(map(str, bits)) + "-bit"
        return str(settings.get("quant_method", "quantised"))
    size: Counter[str] = Counter()
    for tensor in tensors:
        size[tensor.dtype] += tensor.nbytes
    dtype = size.most_common(1)[0][0] if size else ""
    return _DTYPES.get(dtype, dtype.lower())


def count_parameters(config: Config, tensors: dict[str, Tensor]) -> int:
    """Number of weights, packed ones counted as what they stand for."""
    settings = config.get("quantization") or config.get("quantization_config") or {}
    total = 0
    for name, tensor in tensors.items():
        module = name.rpartition(".")[0]
        if f"{module}.scales" in tensors:
            if name.endswith(".weight"):
                own = settings.get(module)
                bits = own.get("bits", 4) if isinstance(own, dict) else settings.get("bits", 4)
                total += tensor.size * 32 // int(bits)
        else:
            total += tensor.size
    return total


def context_limit(config: Config) -> int:
    """Most tokens that the positions allow; 4096 where the config is silent."""
    return whole(text_config(config), "max_position_embeddings") or 4096
