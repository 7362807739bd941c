"""The program: wires `ui` to `engine`, owns threads and disk."""
