"""Where conversations are kept: one SQLite database, and attachments as files. No widgets, no Qt.

Start with `values.py` (what comes out), `store.py` (what can be asked), `opening.py` (how a file
becomes a store) and `writer.py` (the thread that owns it).
"""
