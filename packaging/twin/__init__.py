"""The bundle made for Linux: the same launcher, layout, pruning and start, where they can be run."""
