"""Turns pictures and sounds into what a model takes in: patches and mel frames."""
