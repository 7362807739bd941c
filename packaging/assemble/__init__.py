"""Puts Parlance.app together: an interpreter, the wheels, our code, and what a Mac asks for.

`packaging/` itself is no package (the PyPI library of that name must win); it is put on sys.path.
"""
