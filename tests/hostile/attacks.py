"""The hostile packages: each a name and the bytes of a file, made from a sound package."""

import io
import json
import tarfile
from collections.abc import Callable, Iterator

from craft import (
    FOLDER,
    Entry,
    gzip,
    gzip_of_zeros,
    replace,
    sealed,
    tar,
    unsealed,
    zstd_of_zeros,
)

UNDO = FOLDER + "sql/U124__stock_movements.sql"
TEN_GB = 10 * 10**9


class Sound:
    """A package as rollpack built it, in its three forms."""

    def __init__(self, tar_gz: bytes, tar_zst: bytes, zip_: bytes) -> None:
        self.tar_gz, self.tar_zst, self.zip = tar_gz, tar_zst, zip_
        with tarfile.open(fileobj=io.BytesIO(tar_gz)) as opened:
            members = opened.getmembers()
            self.entries = [Entry(m.name, opened.extractfile(m).read()) for m in members]
            self.time = members[0].mtime
        self.manifest = json.loads(self.entries[0].content)

    def pack(self, entries: list[Entry]) -> bytes:
        return sealed(gzip(tar(entries, self.time)))

    def with_more(self, *more: Entry) -> bytes:
        return self.pack([*self.entries, *more])

    def without(self, name: str) -> bytes:
        return self.pack([entry for entry in self.entries if entry.name != name])

    def with_changed(self, name: str, **changes: object) -> bytes:
        return self.pack([replace(e, **changes) if e.name == name else e for e in self.entries])

    def with_manifest(self, content: bytes | str) -> bytes:
        content = content if isinstance(content, bytes) else content.encode()
        return self.pack([replace(self.entries[0], content=content), *self.entries[1:]])

    def with_edited(self, edit: Callable[[dict], None]) -> bytes:
        manifest = json.loads(self.entries[0].content)
        edit(manifest)
        return self.with_manifest(json.dumps(manifest, indent=2) + "\n")

    def file(self, manifest: dict, path: str) -> dict:
        return next(file for file in manifest["files"] if file["path"] == path)

    def bomb(self, claimed: int) -> bytes:
        """The tar up to a script whose content of zeros is still to come."""
        path = UNDO.removeprefix(FOLDER)
        manifest = json.loads(self.entries[0].content)
        self.file(manifest, path)["size_bytes"] = claimed
        content = (json.dumps(manifest, indent=2) + "\n").encode()
        entries = [replace(self.entries[0], content=content), Entry(UNDO, size=claimed)]
        return tar(entries, self.time)[:-1024]


def flipped(data: bytes, position: int) -> bytes:
    return data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]


def damage(sound: Sound) -> Iterator[tuple[str, bytes]]:
    for form, data in (("gzip", sound.tar_gz), ("zstd", sound.tar_zst), ("zip", sound.zip)):
        yield f"{form}: a flipped bit in the middle", flipped(data, len(data) // 2)
        yield f"{form}: a flipped bit in the last byte", flipped(data, len(data) - 1)
        yield f"{form}: cut in the middle", data[: len(data) // 2]
        yield f"{form}: cut by one byte", data[:-1]
        yield f"{form}: a byte behind the end", data + b"x"
    yield "an empty file", b""
    yield "gzip: a second member, sealed again", sealed(unsealed(sound.tar_gz) + gzip(b"more"))
    yield "zstd: a second frame, sealed again", sealed(unsealed(sound.tar_zst) * 2)
    yield "zip: bytes before the first entry", sealed(b"PK\x03\x04" + unsealed(sound.zip))
    yield "tar: bytes behind its end, sealed again", sealed(gzip(tar(sound.entries, sound.time) + b"x" * 512))
    yield "tar: cut before its end, sealed again", sealed(gzip(tar(sound.entries, sound.time)[:-1024]))
    yield "a package in a package", sealed(gzip(sound.tar_gz))
    yield "a zip in a gzip", sealed(gzip(sound.zip))


def names(sound: Sound) -> Iterator[tuple[str, bytes]]:
    for what, name in {
        "an absolute name": "/etc/passwd",
        "a way out": FOLDER + "sql/../../x.sql",
        "a back slash": FOLDER + "sql\\x.sql",
        "a drive letter": "C:x.sql",
        "a name that clears the screen": FOLDER + "sql/\x1b[2Jx.sql",
        "a name with a control of the second set": FOLDER + "sql/\u009b2Jx.sql",
        "a name that is no UTF-8": FOLDER.encode() + b"sql/\xff.sql",
        "a name that turns the direction": FOLDER + "sql/\u202elqs.sql",
        "a name in another folder": "elsewhere/x.sql",
        "a name of 5000 bytes": FOLDER + "x" * 5000,
        "a stranger": FOLDER + "sql/x.sql",
    }.items():
        yield what, sound.with_more(Entry(name, b"x"))
    nul = FOLDER + "sql/x.sql\0y"
    yield "a name with a NUL byte", sound.with_more(Entry(nul + "\u00e9", b"x"))
    yield "a name that differs in case", sound.with_more(Entry(UNDO.upper(), b"x"))
    yield "a file twice", sound.with_more(next(e for e in sound.entries if e.name == UNDO))
    yield "a second manifest", sound.with_more(sound.entries[0])
    yield "a file that is missing", sound.without(UNDO)
    yield "a runbook that is missing", sound.without(FOLDER + "RUNBOOK.md")


def callbacks(*paths: str) -> Callable[[dict], None]:
    def edit(manifest: dict) -> None:
        like = manifest["files"][0]
        for path in paths:
            manifest["files"].append(
                {**like, "path": path, "role": "callback", "version": None, "description": "",
                 "undoes_checksum": None}
            )
        manifest["files"].sort(key=lambda file: file["path"].encode())

    return edit


def twins(sound: Sound) -> Iterator[tuple[str, bytes]]:
    for what, paths in {
        "two paths that differ in case": ("sql/a/beforeUndo.sql", "sql/A/beforeUndo.sql"),
        "two paths that differ in the case of \u00e9": ("sql/\u00e9/beforeUndo.sql", "sql/\u00c9/beforeUndo.sql"),
        "two paths that differ in Unicode form": ("sql/\u00e9/beforeUndo.sql", "sql/e\u0301/beforeUndo.sql"),
    }.items():
        yield what, sound.with_edited(callbacks(*paths))


def kinds(sound: Sound) -> Iterator[tuple[str, bytes]]:
    yield "a symbolic link", sound.with_more(Entry(FOLDER + "l", kind=b"2", link="/etc/passwd"))
    yield "a hard link", sound.with_more(Entry(FOLDER + "l", kind=b"1", link=UNDO))
    yield "a character device", sound.with_more(Entry(FOLDER + "d", kind=b"3"))
    yield "a block device", sound.with_more(Entry(FOLDER + "d", kind=b"4"))
    yield "a folder", sound.with_more(Entry(FOLDER + "sql/", kind=b"5", mode=0o755))
    yield "a pipe", sound.with_more(Entry(FOLDER + "p", kind=b"6"))
    yield "a sparse file", sound.with_more(Entry(FOLDER + "s", kind=b"S"))
    yield "a setuid file", sound.with_changed(UNDO, mode=0o4755)
    yield "a file that anyone can write", sound.with_changed(UNDO, mode=0o666)


def manifests(sound: Sound) -> Iterator[tuple[str, bytes]]:
    text = sound.entries[0].content.decode()
    yield "a manifest that is not the first", sound.pack([*sound.entries[1:], sound.entries[0]])
    yield "a manifest of 17 MiB", sound.with_manifest(text + " " * (17 << 20))
    yield "a key twice", sound.with_manifest(text.replace('"format": 1', '"format": 1, "format": 1'))
    yield "a key that nobody knows", sound.with_manifest(text.replace("{", '{"more": 1, ', 1))
    yield "a million keys", sound.with_manifest("{" + ",".join(f'"k{i}":0' for i in range(10**6)) + "}")
    yield "a number for a text", sound.with_edited(lambda m: m.update(package=1))
    yield "a fraction for a size", sound.with_edited(lambda m: m["files"][0].update(size_bytes=1.5))
    yield "a size below zero", sound.with_edited(lambda m: m["files"][0].update(size_bytes=-1))
    yield "a size of 10^30", sound.with_edited(lambda m: m["files"][0].update(size_bytes=10**30))
    yield "a checksum over 32 bits", sound.with_edited(lambda m: m["files"][0].update(flyway_checksum=2**31))
    yield "brackets 100,000 deep", sound.with_manifest("[" * 100_000)
    yield "a manifest that is no UTF-8", sound.with_manifest(b'{"format": 1, "package": "\xff\xfe"}')
    yield "another format", sound.with_edited(lambda m: m.update(format=2))


def plans(sound: Sound) -> Iterator[tuple[str, bytes]]:
    yield "undo scripts in another order", sound.with_edited(lambda m: m["undo"].reverse())
    yield "an undo script left out of the plan", sound.with_edited(lambda m: m["undo"].pop())
    yield "an undo script that is in the plan twice", sound.with_edited(lambda m: m["undo"].append(m["undo"][-1]))

    def rebind(manifest: dict) -> None:
        sound.file(manifest, UNDO.removeprefix(FOLDER))["undoes_checksum"] += 1

    yield "an undo script bound to another V", sound.with_edited(rebind)

    def raise_target(manifest: dict) -> None:
        manifest["target"]["version"] = "125"
        manifest["package"] = "Rollback-V125"

    yield "an undo script of the target version", sound.with_edited(raise_target)
    yield "a script above the release's version", sound.with_edited(lambda m: m["release"].update(version="128"))
    yield "a version that its name does not have", sound.with_edited(lambda m: m["files"][3].update(version="7"))
    yield "another package's name", sound.with_edited(lambda m: m.update(package="Rollback-V9"))
    yield "a changed script", sound.with_changed(UNDO, content=b"drop database shop;\n".ljust(126))
    yield "a longer script", sound.with_changed(UNDO, content=b"x" * 1000)
    yield "a changed runbook", sound.with_changed(FOLDER + "RUNBOOK.md", content=b"do it")


def bombs(sound: Sound) -> Iterator[tuple[str, bytes]]:
    manifest = tar([Entry(FOLDER + "manifest.json", size=8 * 2**30 - 1)], sound.time)[:-1024]
    yield "gzip: a manifest of 8 GiB", sealed(gzip_of_zeros(manifest, TEN_GB))
    yield "zstd: a manifest of 8 GiB", sealed(zstd_of_zeros(manifest, TEN_GB))
    yield "gzip: a script that is said to be of 8 GiB", sealed(gzip_of_zeros(sound.bomb(8 * 2**30 - 1), TEN_GB))
    yield "gzip: a script of 250 MB out of 250 kB", sealed(gzip_of_zeros(sound.bomb(250 * 10**6), 250 * 10**6))
    yield "zstd: a script of 250 MB out of 18 kB", sealed(zstd_of_zeros(sound.bomb(250 * 10**6), 250 * 10**6))
    whole = tar(sound.entries, sound.time)
    yield "gzip: 10 GB behind the end", sealed(gzip_of_zeros(whole, TEN_GB))
    yield "zstd: 10 GB behind the end", sealed(zstd_of_zeros(whole, TEN_GB))
    many = [Entry(f"{FOLDER}sql/{i}.sql") for i in range(300_000)]
    yield "300,000 files", sealed(gzip(tar([sound.entries[0], *many], sound.time)))


def all_attacks(sound: Sound) -> Iterator[tuple[str, bytes]]:
    for group in (damage, names, twins, kinds, manifests, plans, bombs):
        yield from group(sound)
