"""Runs multimodal models with MLX. Knows nothing of Qt.

This file stays empty on purpose: `ui` imports `engine.types` and must not pull in MLX.
"""
