"""Archives as somebody makes them who knows how rollpack writes its own, byte by byte."""

import hashlib
import struct
import zlib
from dataclasses import dataclass, replace

FOLDER = "Rollback-V123/"


@dataclass(frozen=True)
class Entry:
    name: str | bytes
    content: bytes = b""
    kind: bytes = b"0"
    mode: int = 0o644
    link: str = ""
    size: int | None = None  # what the header says, where that is not the content's


def _field(text: str | bytes, size: int) -> bytes:
    data = text if isinstance(text, bytes) else text.encode()
    return data.ljust(size, b"\0")


def tar_entry(entry: Entry, time: int) -> bytes:
    size = len(entry.content) if entry.size is None else entry.size
    name = entry.name if isinstance(entry.name, bytes) else entry.name.encode()
    records = b""
    if len(name) > 100 or any(byte >= 0x80 for byte in name):
        record = b" path=" + name + b"\n"
        length = len(record) + len(str(len(record) + 2))
        records = tar_entry(Entry("PaxHeader/x", str(length).encode() + record, b"x"), time)
        name = b"x"
    header = _field(name, 100) + b"%06o \0" % entry.mode + b"000000 \0" * 2
    header += b"%011o %011o " % (size, time) + b" " * 8 + entry.kind + _field(entry.link, 100)
    header += b"ustar\x0000" + bytes(64) + b"000000 \0" * 2
    header = header.ljust(512, b"\0")
    header = header[:148] + b"%06o\0 " % sum(header) + header[156:]
    return records + header + entry.content + bytes(-len(entry.content) % 512)


def tar(entries: list[Entry], time: int) -> bytes:
    return b"".join(tar_entry(entry, time) for entry in entries) + bytes(1024)


GZIP_HEADER = b"\x1f\x8b\x08" + bytes(6) + b"\x03"


def gzip(data: bytes) -> bytes:
    deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
    stream = deflate.compress(data) + deflate.flush()
    return GZIP_HEADER + stream + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)


def gzip_of_zeros(start: bytes, zeros: int) -> bytes:
    """`start` and very many zeros. The sums at the end are wrong: nobody should get there."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = deflate.compress(start) + deflate.flush(zlib.Z_FULL_FLUSH)
    piece = 16 << 20
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = deflate.compress(bytes(piece)) + deflate.flush(zlib.Z_FULL_FLUSH)
    return GZIP_HEADER + stream + block * (zeros // piece) + b"\x03\0" + bytes(8)


def zstd_of_zeros(start: bytes, zeros: int) -> bytes:
    """One frame: `start` in blocks as it is, then blocks of one byte that stands for 128 KiB."""
    piece = 1 << 17
    frame = b"\x28\xb5\x2f\xfd\0\x48"
    for i in range(0, len(start), piece):
        block = start[i : i + piece]
        frame += struct.pack("<I", len(block) << 3)[:3] + block
    one = struct.pack("<I", piece << 3 | 1 << 1)[:3] + b"\0"
    return frame + one * (zeros // piece) + b"\x01\0\0"


def sealed(archive: bytes) -> bytes:
    """With the SHA-256 at its end, as rollpack closes an archive."""
    is_zip = archive.startswith(b"PK")
    archive = archive[:-2] if is_zip else archive
    text = b"rollpack sha256 " + hashlib.sha256(archive).hexdigest().encode()
    if is_zip:
        return archive + struct.pack("<H", len(text)) + text
    if archive.startswith(b"\x1f"):
        return archive + b"\x1f\x8b\x08\x10" + bytes(5) + b"\x03" + text + b"\0\x03" + bytes(9)
    return archive + b"\x50\x2a\x4d\x18" + struct.pack("<I", len(text)) + text


def unsealed(archive: bytes) -> bytes:
    if archive.startswith(b"PK"):
        return archive[:-82] + bytes(2)
    return archive[: -101 if archive.startswith(b"\x1f") else -88]


__all__ = ["FOLDER", "Entry", "gzip", "gzip_of_zeros", "replace", "sealed", "tar", "unsealed", "zstd_of_zeros"]
