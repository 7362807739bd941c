"""A config.json as transformers 5 saves it again loads to the same model."""

from __future__ import annotations

from pathlib import Path

import mlx.core as mx
import numpy as np
import pytest

from engine.loading import load_model
from tests.golden.cases import DATA
from tests.tiny_models import copy_model

FOLDERS = sorted(file.parent for file in DATA.glob("*/model/config_tf5.json"))
IDS = mx.array([[2, *range(40, 120)]])  # past the window of every model


def test_every_gemma_has_its_second_config() -> None:
    names = {folder.parent.name for folder in FOLDERS}
    assert {"gemma4_e2b", "gemma4_moe", "gemma4_31b", "gemma4_unified"} <= names


@pytest.mark.parametrize("source", FOLDERS, ids=lambda folder: folder.parent.name)
def test_config_saved_by_transformers_5_gives_the_same_logits(source: Path, tmp_path: Path) -> None:
    folder = copy_model(source, tmp_path / "m")
    (folder / "config_tf5.json").replace(folder / "config.json")
    again, published = (load_model(path, dtype="float32") for path in (folder, source))
    assert again.info.senses == published.info.senses
    assert again.context == published.context
    assert np.array_equal(np.array(again.model(IDS)), np.array(published.model(IDS)))
