"""`rollpack apply` against `psql -1 -f` of the same SQL in one file, at hand and 5 ms away."""

import contextlib
import statistics
import subprocess
import time

from measure import FOLDER, Comparison, alternate, generated_repository, measure, print_comparisons, say
from rollback_sql import HISTORY, Package
from server import running_server

TARGET = 10
ONE_WAY_DELAY_MS = 2.5
ROUND_TRIPS = {"local": 5000, "5 ms": 100}  # enough of them to be told from a client's start
# Of the most versions; the last is of rollpack's own time, 5 ms away against at hand.
LOCAL_AIM, FAR_AIM, FAR_TO_LOCAL_AIM = 0.9, 0.06, 1.5

# Both ways must leave this behind; the rows' times and rollpack's journal differ.
STATE = f"""
SELECT (SELECT count(*) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relname NOT LIKE 'rollpack_journal%'),
       (SELECT md5(string_agg(concat_ws('|', installed_rank, version, description, type, script,
                                        checksum, installed_by, success), ';' ORDER BY installed_rank))
        FROM {HISTORY})
"""


@contextlib.contextmanager
def delayed(server):
    """The environment of a client that is 5 ms away from the server."""
    command = [FOLDER / "delay-proxy", "--delay-ms", str(ONE_WAY_DELAY_MS), server.socket]
    proxy = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        port = int(proxy.stdout.readline())
        yield server.environment("127.0.0.1", port)
    finally:
        proxy.communicate()


def round_trip_ms(server, environment, count):
    """As a client sees it, without the time that its connection takes."""

    def seconds(statements):
        begin = time.perf_counter()
        command = [server.programs / "psql", "-X", "-q", "-d", "postgres"]
        text = ";\n".join(["SELECT 1"] * statements) + ";\n"
        subprocess.run(
            command, env=environment, input=text, text=True, check=True, stdout=subprocess.DEVNULL
        )
        return time.perf_counter() - begin

    return statistics.median((seconds(count + 1) - seconds(1)) * 1000 / count for _ in range(3))


class ApplyBench:
    """One database of `releases` versions above the target, copied anew for every run."""

    def __init__(self, rollpack, server, work):
        self.rollpack, self.server, self.work = rollpack, server, work
        self.states = []

    def prepare(self, versions, repository):
        self.path = self.work / f"undo-{versions}"
        self.path.mkdir()
        command = [self.rollpack, "build", "--repo", repository, "--output", self.path]
        command += ["--release", f"v{TARGET + versions}", "--target", str(TARGET)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.package = self.path / f"Rollback-V{TARGET}.tar.gz"
        package = Package(self.rollpack, self.package, repository, self.server.user)
        self.sql = self.path / "rollback.sql"
        self.sql.write_text(package.rollback())
        self.template = f"at_release_{versions}"
        self.server.psql("postgres", "-c", f"CREATE DATABASE {self.template}")
        self.server.psql(self.template, "-1", "-f", "-", script=package.migrated())

    def _on_a_copy(self, command, environment):
        self.server.psql("postgres", "-c", f"CREATE DATABASE bench TEMPLATE {self.template}")
        measured = measure(command, environment)
        self.states.append(self.server.psql("bench", "-c", STATE))
        self.server.psql("postgres", "-c", "DROP DATABASE bench")
        return measured

    def by_psql(self, environment):
        command = [self.server.programs / "psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1"]
        return self._on_a_copy([*command, "-d", "bench", "-f", self.sql], environment)

    def by_rollpack(self, environment, *options):
        command = [
            self.rollpack, "apply", self.package, "--url", "postgresql:///bench", "--yes",
            "--accept-data-loss", *options,
        ]
        return self._on_a_copy(command, environment)

    def compare(self, runs, environment):
        self.states = []
        measured = alternate(
            runs, [lambda: self.by_psql(environment), lambda: self.by_rollpack(environment)]
        )
        if len(set(self.states)) != 1:
            raise SystemExit(f"error: psql and rollpack left different databases: {set(self.states)}")
        return measured


def _compare_distances(bench, versions, runs, environments, aims):
    comparisons = []
    for (place, environment), aim in zip(environments.items(), aims):
        say(f"apply: {versions} versions, {place}")
        measured = bench.compare(runs[place], environment)
        comparisons.append(Comparison(f"{versions} versions, {place}", *measured, aim))
    return comparisons


def _bench_with(rollpack, server, far, work, quick):
    sizes = [10, 50] if quick else [10, 100, 1000]
    places = {"local": server.environment(), "5 ms": far}
    say(
        "round trip: "
        + ", ".join(
            f"{place} {round_trip_ms(server, one, ROUND_TRIPS[place]):.2f} ms"
            for place, one in places.items()
        )
    )
    releases = [TARGET + versions for versions in sizes]
    repository = generated_repository(releases[-1], [TARGET, *releases], 30, 200, 2000)
    comparisons = []
    for versions in sizes:
        bench = ApplyBench(rollpack, server, work)
        bench.prepare(versions, repository)
        most = versions == 1000
        runs = {"local": 5, "5 ms": 3 if most else 5} if not quick else {"local": 1, "5 ms": 1}
        aims = (LOCAL_AIM, FAR_AIM) if most else (None, None)
        comparisons += _compare_distances(bench, versions, runs, places, aims)
    return comparisons


def run(rollpack, work, quick):
    with running_server(work / "server") as server, delayed(server) as far:
        comparisons = _bench_with(rollpack, server, far, work, quick)
    print_comparisons("rollpack apply, in one transaction", "psql -1 -f", comparisons)
    local, distant = comparisons[-2:]
    print(
        f"{'rollpack itself, 5 ms to local':54}{distant.rollpack.seconds / local.rollpack.seconds:8.3f}"
        + ("" if quick else f"{f'<= {FAR_TO_LOCAL_AIM:.2f}':>8}")
    )
