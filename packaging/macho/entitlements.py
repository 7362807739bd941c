"""Entitlements in the two forms that a signature holds: XML, and DER."""

from __future__ import annotations

import plistlib
from collections.abc import Mapping


def to_xml(entitlements: Mapping[str, object]) -> bytes:
    """As a property list."""
    return plistlib.dumps(dict(entitlements), sort_keys=True)


def to_der(entitlements: Mapping[str, object]) -> bytes:
    """As DER, which the kernel reads since macOS 12.

    An application tag 16 around the version (1) and a context tag 16 of key-value pairs.
    """
    return _tagged(0x70, _tagged(0x02, b"\x01") + _dictionary(entitlements))


def _dictionary(values: Mapping[str, object]) -> bytes:
    pairs = (
        _tagged(0x30, _tagged(0x0C, key.encode()) + _value(values[key])) for key in sorted(values)
    )
    return _tagged(0xB0, b"".join(pairs))


def _value(value: object) -> bytes:
    if isinstance(value, bool):
        return _tagged(0x01, b"\xff" if value else b"\x00")
    if isinstance(value, int):
        return _tagged(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))
    if isinstance(value, str):
        return _tagged(0x0C, value.encode())
    if isinstance(value, list | tuple):
        return _tagged(0x30, b"".join(_value(one) for one in value))
    if isinstance(value, Mapping):
        return _dictionary(value)
    raise TypeError(f"an entitlement cannot be {value!r}")


def _tagged(tag: int, payload: bytes) -> bytes:
    length = len(payload)
    if length < 0x80:
        head = bytes([length])
    else:
        width = (length.bit_length() + 7) // 8
        head = bytes([0x80 | width]) + length.to_bytes(width, "big")
    return bytes([tag]) + head + payload
