"""The window with the models on this machine and those on the hub."""
