"""How quantised weights are packed: what config.json says, and what the shapes say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.config import Config

MODES: dict[str, frozenset[tuple[int, int]]] = {
    "affine": frozenset((b, g) for b in (2, 3, 4, 5, 6, 8) for g in (32, 64, 128)),
    "mxfp4": frozenset({(4, 32)}),
    "nvfp4": frozenset({(4, 16)}),
    "mxfp8": frozenset({(8, 32)}),
}
"""MLX's quantisation modes with their (bits, group size). All but affine have uint8 scales."""

# Checkpoints that mlx-lm repacks while it loads them: their tensors are not yet those of the model.
_REPACKED = ("awq", "gptq", "bitnet", "compressed-tensors", "modelopt")
_SPOKEN = {"mxfp4": (4, 32, "mxfp4"), "mxfp8": (8, 32, "mxfp8")}


@dataclass(frozen=True)
class Packing:
    """How one module's weights are packed."""

    bits: int
    group: int
    mode: str = "affine"

    @property
    def label(self) -> str:
        return f"{self.bits}-bit g{self.group}" if self.mode == "affine" else self.mode

    @property
    def legal(self) -> bool:
        return (self.bits, self.group) in MODES.get(self.mode, frozenset())


@dataclass(frozen=True)
class Quantisation:
    """What config.json says about quantisation.

    Attributes:
        default: for modules that are not named; None if nothing is quantised.
        overrides: by module path in mlx-lm's names; False means "not quantised".
        repacked: name of a method whose tensors only mlx-lm's loading turns into MLX's.
        unknown: name of a method that means nothing to mlx-lm: it takes the weights for plain.
    """

    default: Packing | None = None
    overrides: dict[str, Packing | bool] | None = None
    repacked: str = ""
    unknown: str = ""

    def of(self, module: str) -> Packing | bool | None:
        """What config.json says about this very module; None if it does not name it."""
        return (self.overrides or {}).get(module)


def read_quantisation(config: Config) -> Quantisation:
    settings = config.get("quantization")
    if isinstance(settings, dict):
        return _mlx(settings)
    text = config.get("text_config") or {}
    settings = config.get("quantization_config") or text.get("quantization_config")
    if not isinstance(settings, dict):
        return Quantisation()
    method = str(settings.get("quant_method", ""))
    if method in _SPOKEN:
        return Quantisation(Packing(*_SPOKEN[method]))
    if method == "fp8" and settings.get("scale_fmt") == "ue8m0":
        return Quantisation(Packing(*_SPOKEN["mxfp8"]))
    if method in _REPACKED:
        return Quantisation(repacked=method)
    return Quantisation(unknown=method)


def inferred(in_dim: int, packed: int, groups: int, *, bytes_as_scales: bool) -> Packing | None:
    """The packing that these shapes stand for, as mlx-lm recovers it.

    Args:
        in_dim: values in a row of the weight.
        packed: words of 32 bits in a row.
        groups: scales in a row.

    Returns:
        None if no (bits, group) of MLX's fits.
    """
    if not groups or in_dim % groups or (packed * 32) % in_dim:
        return None
    bits, group = packed * 32 // in_dim, in_dim // groups
    modes = [mode for mode in MODES if (mode != "affine") == bytes_as_scales]
    return next((Packing(bits, group, m) for m in modes if (bits, group) in MODES[m]), None)


def row_length(packed: int, groups: int, packing: Packing) -> int | None:
    """Values in a row, if `packing` is how it is packed; None if the shapes contradict it."""
    values = packed * 32 // packing.bits
    fits = packed * 32 % packing.bits == 0 and groups * packing.group == values
    return values if fits else None


def _mlx(settings: dict[str, Any]) -> Quantisation:
    overrides: dict[str, Packing | bool] = {}
    default = _packing(settings, settings)
    for name, value in settings.items():
        if isinstance(value, bool):
            overrides[name] = value if not value or default is None else default
        elif isinstance(value, dict):
            own = _packing(value, {})
            if own is not None:
                overrides[name] = own
    return Quantisation(default, overrides)


def _packing(settings: dict[str, Any], inherited: dict[str, Any]) -> Packing | None:
    mode = str(settings.get("mode", inherited.get("mode", "affine")))
    usual = {"affine": (4, 64), "mxfp4": (4, 32), "nvfp4": (4, 16), "mxfp8": (8, 32)}
    bits, group = usual.get(mode, (0, 0))
    try:
        return Packing(
            int(settings.get("bits") or bits), int(settings.get("group_size") or group), mode
        )
    except (TypeError, ValueError):
        return None
