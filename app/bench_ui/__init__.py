"""The window's figures: what `./parlance bench --ui` measures, one module each.

Every figure comes from the real window with the app's own parts (`stage.py`), in a process and a
data folder of its own (`run.py`). Only where the words of an answer come from is pretended
(`steady.py`): their rate must be known.
"""
