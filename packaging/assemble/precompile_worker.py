"""Runs under the interpreter that compiles: python precompile_worker.py CACHE < [[file, name], …].

Writes `__pycache__/*.pyc` with unchecked hashes; prints one line for each module that fails.
"""

import hashlib
import importlib.util
import json
import marshal
import os
import sys
import warnings


def compile_one(file: str, name: str, cache: str) -> None:
    with open(file, "rb") as source_file:
        source = source_file.read()
    key = hashlib.sha256(importlib.util.MAGIC_NUMBER + name.encode() + b"\0" + source).hexdigest()
    kept = os.path.join(cache, key[:2], key)
    try:
        with open(kept, "rb") as cached:
            data = cached.read()
    except FileNotFoundError:
        code = compile(source, name, "exec", dont_inherit=True, optimize=0)
        # PEP 552: bit 0 of the second word: a hash follows; bit 1, not set: it is checked.
        head = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little")
        data = head + importlib.util.source_hash(source) + marshal.dumps(code)
        os.makedirs(os.path.dirname(kept), exist_ok=True)
        with open(f"{kept}.{os.getpid()}", "wb") as cached:
            cached.write(data)
        os.replace(f"{kept}.{os.getpid()}", kept)
    target = importlib.util.cache_from_source(file, optimization="")
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "wb") as compiled:
        compiled.write(data)


def main() -> None:
    warnings.simplefilter("ignore")
    for file, name in json.load(sys.stdin):
        try:
            compile_one(file, name, sys.argv[1])
        except (SyntaxError, ValueError) as error:
            print(f"{name}: {error}")


main()
