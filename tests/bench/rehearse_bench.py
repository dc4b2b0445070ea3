"""How long `rollpack rehearse` takes, against applying the same scripts up, back and up again with psql: the
difference is what the proof costs."""

import pathlib
import subprocess

from measure import Comparison, alternate, generated_repository, measure, print_comparisons, say
from server import running_server


def _scripts(repository, tag, prefix):
    """The texts of one kind of scripts by version."""
    names = subprocess.run(
        ["git", "-C", repository, "ls-tree", "-r", "--name-only", tag, "sql"],
        check=True, capture_output=True, text=True,
    ).stdout.split()
    chosen = [name for name in names if pathlib.Path(name).name.startswith(prefix)]
    chosen.sort(key=lambda name: int(pathlib.Path(name).name[1:].split("__")[0]))
    return [
        subprocess.run(["git", "-C", repository, "show", f"{tag}:{name}"], check=True,
                       capture_output=True, text=True).stdout
        for name in chosen
    ]


def _by_hand(repository, versions, folder):
    """A file for psql: up, back to the first version, and up again; a transaction a script, as with Flyway."""
    up = _scripts(repository, f"v{versions}", "V")
    down = _scripts(repository, f"v{versions}", "U")
    every = up + list(reversed(down[1:])) + up[1:]
    file = folder / f"by-hand-{versions}.sql"
    file.write_text("".join(f"BEGIN;\n{text}\nCOMMIT;\n" for text in every))
    return file


def run(rollpack, work, quick):
    comparisons = []
    with running_server(work / "rehearse-server") as server:
        for versions, repeatables in ((50, 20),) if quick else ((100, 30), (1000, 300)):
            say(f"rehearse: {versions} versions, {repeatables} repeatables")
            folder = work / f"rehearse-{versions}"
            folder.mkdir()
            repository = generated_repository(versions, [1], repeatables, 0, 2 * versions)
            subprocess.run(
                [rollpack, "build", "--repo", repository, "--release", f"v{versions}", "--target", "1",
                 "--output", folder],
                check=True, capture_output=True,
            )
            by_hand = _by_hand(repository, versions, folder)
            environment = server.environment()

            def psql():
                server.psql("postgres", "-c", "DROP DATABASE IF EXISTS by_hand")
                server.psql("postgres", "-c", "CREATE DATABASE by_hand")
                return measure([server.programs / "psql", "-qX", "-v", "ON_ERROR_STOP=1", "-d", "by_hand", "-f", by_hand],
                               environment)

            rehearse = [rollpack, "rehearse", folder / "Rollback-V1.tar.gz", "--repo", repository]
            measured = alternate(1, [psql, lambda: measure(rehearse, environment)])
            comparisons.append(Comparison(f"{versions} versions", *measured))
    print_comparisons("rollpack rehearse", "psql", comparisons)
