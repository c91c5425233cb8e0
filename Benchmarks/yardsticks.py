#!/usr/bin/env python3
"""What the machine can do at this moment: disk, digest, memory, a bare database insert.

Run as a process of its own (`yardsticks.py FOLDER BYTES`), for its buffers would count as the peak
memory of every command that the same process starts. Prints one JSON object.
"""

import hashlib
import json
import mmap
import os
import pathlib
import sqlite3
import sys
import time
from collections.abc import Iterator

MEBIBYTE = 1 << 20
PIECE = 4 * MEBIBYTE
ROWS = 200_000
ROWS_A_TRANSACTION = 8192
REPEATS = 3


def durable_write(folder: pathlib.Path, size: int) -> tuple[float, bool]:
    """Bytes a second of one new file, written in order and brought to the disk.

    Past the page cache where the file system allows it; says whether it did.
    """
    path = folder / "yardstick.bin"
    # A mapping begins at a page, as a write past the page cache wants it.
    buffer = mmap.mmap(-1, PIECE)
    buffer.write(os.urandom(MEBIBYTE) * (PIECE // MEBIBYTE))
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    direct = True
    try:
        descriptor = os.open(path, flags | os.O_DIRECT, 0o600)
    except OSError:
        direct = False
        descriptor = os.open(path, flags, 0o600)
    try:
        pieces = max(size // PIECE, 1)
        started = time.monotonic()
        for piece in range(pieces):
            os.pwrite(descriptor, buffer, piece * PIECE)
        os.fdatasync(descriptor)
        return pieces * PIECE / (time.monotonic() - started), direct
    finally:
        os.close(descriptor)
        path.unlink()
        buffer.close()


def digest() -> float:
    """Bytes of SHA-256 in a second of CPU time: 64 MiB in pieces of one."""
    piece = os.urandom(MEBIBYTE)
    hasher = hashlib.sha256()
    started = time.process_time()
    for _ in range(64):
        hasher.update(piece)
    hasher.digest()
    return 64 * MEBIBYTE / (time.process_time() - started)


def memory_copy() -> float:
    """Bytes copied in a second of CPU time, from 64 MiB to another 64 MiB."""
    source, target = bytearray(64 * MEBIBYTE), bytearray(64 * MEBIBYTE)
    view = memoryview(target)
    view[:] = source
    started = time.process_time()
    for _ in range(8):
        view[:] = source
    return 8 * 64 * MEBIBYTE / (time.process_time() - started)


def database_insert(folder: pathlib.Path) -> float:
    """CPU nanoseconds of one row of eight integers in SQLite, WAL and FULL.

    One prepared statement, and a transaction for every 8192 rows. What Python needs to make the
    rows is measured alone and taken off; what it needs to bind them is in the figure.
    """
    path = folder / "yardstick.sqlite"
    database = sqlite3.connect(path, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        columns = ", ".join(f"c{number} INTEGER" for number in range(1, 8))
        database.execute(f"CREATE TABLE yardstick (id INTEGER PRIMARY KEY, {columns})")
        started = time.process_time()
        for first in range(0, ROWS, ROWS_A_TRANSACTION):
            sum(1 for _ in made_rows(first))
        making = time.process_time() - started
        started = time.process_time()
        for first in range(0, ROWS, ROWS_A_TRANSACTION):
            database.execute("BEGIN")
            database.executemany(
                "INSERT INTO yardstick VALUES (?, ?, ?, ?, ?, ?, ?, ?)", made_rows(first)
            )
            database.execute("COMMIT")
        return (time.process_time() - started - making) / ROWS * 1e9
    finally:
        database.close()
        for name in ["", "-wal", "-shm"]:
            pathlib.Path(str(path) + name).unlink(missing_ok=True)


def made_rows(first: int) -> Iterator[tuple[int, ...]]:
    """The rows of one transaction."""
    for row in range(first, min(first + ROWS_A_TRANSACTION, ROWS)):
        yield (row, row % 97, 2026, 11, row * 31 % 1_000_003, 540_000, row & 7, 1)


def main() -> None:
    """Measures each, and prints the best of a few tries: what the machine can do."""
    folder, size = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    writes = [durable_write(folder, size) for _ in range(REPEATS)]
    print(
        json.dumps(
            {
                "durable_write": max(rate for rate, _ in writes),
                "durable_write_size": max(size // PIECE, 1) * PIECE,
                "past_page_cache": all(direct for _, direct in writes),
                "sha256": max(digest() for _ in range(REPEATS)),
                "memory_copy": max(memory_copy() for _ in range(REPEATS)),
                "sqlite_row_ns": min(database_insert(folder) for _ in range(REPEATS)),
            }
        )
    )


if __name__ == "__main__":
    main()
