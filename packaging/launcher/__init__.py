"""The bundle's executable: its source, and what compiles it."""
