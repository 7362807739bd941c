"""Other libraries that the benchmark is held against, each in a scratch environment of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from app.errors import UserError

MLX_VLM = "0.7.10"


def mlx_vlm_python() -> Path:
    """Interpreter of an environment with mlx-vlm and our MLX; made on first use, about 1 GB.

    Raises:
        UserError: it could not be installed.
    """
    folder = Path(tempfile.gettempdir()) / f"parlance-mlx-vlm-{MLX_VLM}"
    python = folder / "bin" / "python"
    done = folder / "installed"
    if done.exists():
        return python
    try:
        import venv  # the app's bundle has no use for it, and leaves it out
    except ModuleNotFoundError as error:
        raise UserError(
            "The app cannot install other libraries to be compared with; run this from a checkout "
            "of Parlance."
        ) from error
    venv.create(folder, clear=True, with_pip=True)
    mlx = f"mlx{'[cpu]' if sys.platform == 'linux' else ''}=={version('mlx')}"
    command = [str(python), "-m", "pip", "install", "-q", f"mlx-vlm=={MLX_VLM}", mlx]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        said = result.stderr.strip().splitlines()
        raise UserError(
            f"mlx-vlm could not be installed ({said[-1] if said else 'pip failed'}). "
            "Check the network and the free space, then try again."
        )
    done.touch()
    return python
