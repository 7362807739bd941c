"""Encoders that turn patches and mel frames into soft tokens."""
