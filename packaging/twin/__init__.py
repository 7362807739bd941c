"""The bundle made for Linux, where its launcher, layout, pruning and start can be run."""
