"""Measures downloads against a hub on this machine."""
