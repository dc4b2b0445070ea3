"""Runs commands, measures them, and prints what came of it as ratios."""

import dataclasses
import hashlib
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

FOLDER = pathlib.Path(__file__).resolve().parent
CACHE = FOLDER.parent.parent / "build" / "bench"


@dataclasses.dataclass
class Measured:
    """Of one run, or the medians of several."""

    seconds: float
    peak_mb: float  # the largest process of those that the command started, in MiB


def say(text):
    print(f"== {text}", flush=True)


def measure(command, environment=None):
    """Wall-clock time and peak memory of a command that must succeed; its output is thrown away."""
    with tempfile.NamedTemporaryFile("r") as peak, tempfile.TemporaryFile("w+") as errors:
        # GNU time, because a child of this process would start with this process's own peak.
        timed = ["/usr/bin/time", "--quiet", "--format=%M", f"--output={peak.name}", *command]
        begin = time.perf_counter()
        status = subprocess.run(
            timed, env=environment, stdout=subprocess.DEVNULL, stderr=errors
        ).returncode
        seconds = time.perf_counter() - begin
        if status != 0:
            errors.seek(0)
            sys.exit(f"error: {' '.join(map(str, command))} ended with {status}\n{errors.read()}")
        return Measured(seconds, int(peak.read()) / 1024)


def alternate(runs, contenders):
    """Measures functions that return Measured one after the other, `runs` times, so that what
    disturbs the machine disturbs them all. Returns their medians, in the same order."""
    results = [[] for _ in contenders]
    for _ in range(runs):
        for contender, result in zip(contenders, results):
            result.append(contender())
    return [
        Measured(
            statistics.median(one.seconds for one in result),
            statistics.median(one.peak_mb for one in result),
        )
        for result in results
    ]


@dataclasses.dataclass
class Comparison:
    case: str
    baseline: Measured
    rollpack: Measured
    aim: float | None = None  # of the ratio; none where it is only shown

    @property
    def ratio(self):
        return self.rollpack.seconds / self.baseline.seconds


def print_comparisons(title, baseline_name, comparisons):
    print(f"\n{title}")
    print(f"{'':34}{baseline_name:>10}{'rollpack':>10}{'ratio':>8}{'aim':>8}{'peak memory':>20}")
    for one in comparisons:
        aim = f"<= {one.aim:.2f}" if one.aim else ""
        peaks = f"{one.baseline.peak_mb:.0f} and {one.rollpack.peak_mb:.0f} MB"
        print(
            f"{one.case:34}{one.baseline.seconds:8.3f} s{one.rollpack.seconds:8.3f} s"
            f"{one.ratio:8.3f}{aim:>8}{peaks:>20}"
        )
    sys.stdout.flush()


def generated_repository(versions, tags, repeatables, other_files, commits):
    """Made once and kept, until the generator changes."""
    options = [f"--versions={versions}", *(f"--tag={one}" for one in tags)]
    options += [f"--repeatables={repeatables}", f"--other-files={other_files}", f"--commits={commits}"]
    generator = FOLDER / "make-repository"
    digest = hashlib.sha256(repr(options).encode())
    for source in (generator, FOLDER / "generated_sql.py"):
        digest.update(source.read_bytes())
    directory = CACHE / f"repository-{versions}-{digest.hexdigest()[:12]}"
    if not directory.exists():
        say(f"generating a repository with {versions} versions in {os.path.relpath(directory)}")
        CACHE.mkdir(parents=True, exist_ok=True)
        subprocess.run([generator, *options, directory], check=True)
    return directory
