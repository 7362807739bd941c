"""Finds the goldens: `data/gemma4_*/cases`, made by make_gemma4.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file

DATA = Path(__file__).parent / "data"
MODELS = ("gemma4_e2b", "gemma4_moe", "gemma4_31b")


def model_folder(model: str) -> Path:
    return DATA / model / "model"


def read_config(model: str) -> dict[str, Any]:
    config: dict[str, Any] = json.loads((model_folder(model) / "config.json").read_text())
    return config


def read_processor(model: str) -> dict[str, Any]:
    path = model_folder(model) / "processor_config.json"
    processor: dict[str, Any] = json.loads(path.read_text())
    return processor


def case_names(model: str, sense: str = "") -> list[str]:
    """Names of cases; with `sense` ("image" or "audio") only those that have one."""
    return sorted(
        path.stem
        for path in (DATA / model / "cases").glob("*.json")
        if not sense or f'"{sense}"' in path.read_text()
    )


def all_cases(sense: str = "") -> list[tuple[str, str]]:
    return [(model, case) for model in MODELS for case in case_names(model, sense)]


def read_case(model: str, case: str) -> dict[str, np.ndarray[Any, Any]]:
    return load_file(DATA / model / "cases" / f"{case}.safetensors")


def media_files(model: str, case: str, sense: str) -> list[Path]:
    """The attachments of a case in the order of its messages."""
    path = DATA / model / "cases" / f"{case}.json"
    parts = [part for message in json.loads(path.read_text()) for part in message["content"]]
    return [(path.parent / part["path"]).resolve() for part in parts if part["type"] == sense]
