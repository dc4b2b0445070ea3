"""What the journal, several transactions, and one very long script cost `rollpack apply`."""

import subprocess

from apply_bench import ApplyBench, TARGET, delayed
from measure import Comparison, alternate, generated_repository, measure, print_comparisons, say
from rollback_sql import Package
from server import running_server

# Of the time of the run on the left.
JOURNAL_AIM, SCRIPTS_AIM = None, 1.3
COPY_MB = 200


def _modes(rollpack, server, far, work, quick):
    versions = 50 if quick else 1000
    runs = 1 if quick else 3
    repository = generated_repository(TARGET + versions, [TARGET, TARGET + versions], 30, 200, 2000)
    bench = ApplyBench(rollpack, server, work)
    bench.prepare(versions, repository)
    comparisons = []
    for place, environment in {"local": server.environment(), "5 ms": far}.items():
        say(f"apply: {versions} versions, {place}, other options")
        package, bare, scripts = alternate(
            runs,
            [
                lambda: bench.by_rollpack(environment),
                lambda: bench.by_rollpack(environment, "--no-journal"),
                lambda: bench.by_rollpack(environment, "--transaction", "script"),
            ],
        )
        comparisons += [
            Comparison(f"the journal, {place}", bare, package, JOURNAL_AIM),
            Comparison(f"a transaction a script, {place}", package, scripts, SCRIPTS_AIM),
        ]
    print_comparisons(f"rollpack apply, {versions} versions", "compared", comparisons)


def _copy_repository(path, megabytes):
    """A project whose only undo script brings so many MB back with COPY."""
    sql = path / "sql"
    sql.mkdir(parents=True)
    (sql / "V1__first.sql").write_text("CREATE TABLE kept (id bigint, text text);\n")
    (sql / "V2__second.sql").write_text("TRUNCATE kept;\n")
    git = ["git", "-C", path, "-c", "user.name=Bench", "-c", "user.email=bench@bench.example"]
    subprocess.run(["git", "init", "--quiet", path], check=True)
    (sql / "U2__second.sql").write_text("SELECT 1;\n")
    for tag in ("v1", None):
        if tag:
            for name in ("V2__second.sql", "U2__second.sql"):
                (sql / name).rename(path / name)
        else:
            for name in ("V2__second.sql", "U2__second.sql"):
                (path / name).rename(sql / name)
            with open(sql / "U2__second.sql", "w") as undo:
                undo.write("COPY kept FROM STDIN;\n")
                line = "x" * 80
                for number in range(megabytes * 1024 * 1024 // 90):
                    undo.write(f"{number:08}\t{line}\n")
                undo.write("\\.\n")
        subprocess.run(["git", "-C", path, "add", "sql"], check=True)
        subprocess.run([*git, "commit", "--quiet", "-m", tag or "second"], check=True)
        if tag:
            subprocess.run(["git", "-C", path, "tag", tag], check=True)


def _copy(rollpack, server, work, quick):
    comparisons = []
    for megabytes in (1, 10 if quick else COPY_MB):
        say(f"apply: one script with {megabytes} MB of COPY data")
        path = work / f"copy-{megabytes}"
        _copy_repository(path, megabytes)
        build = [rollpack, "build", "--repo", path, "--target", "1", "--output", path]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        database = f"copied_{megabytes}"
        server.psql("postgres", "-c", f"CREATE DATABASE {database}")
        bench = CopyBench(rollpack, server, path, database)
        comparisons.append(Comparison(f"COPY of {megabytes} MB", *alternate(1, bench.contenders())))
    print_comparisons("rollpack apply, one long script", "psql -1 -f", comparisons)
    small, large = comparisons
    print(f"{'memory, the long script to the short one':54}"
          f"{large.rollpack.peak_mb / small.rollpack.peak_mb:8.3f}")


class CopyBench:
    """One database at version 2 of the project with the long script."""

    def __init__(self, rollpack, server, path, database):
        self.rollpack, self.server, self.path, self.database = rollpack, server, path, database
        package = Package(rollpack, path / "Rollback-V1.tar.gz", path, server.user)
        server.psql(database, "-1", "-f", "-", script=package.migrated())
        self.sql = path / "sql" / "U2__second.sql"

    def contenders(self):
        environment = self.server.environment()
        psql = [self.server.programs / "psql", "-X", "-q", "-1", "-d", self.database, "-f", self.sql]
        apply = [
            self.rollpack, "apply", self.path / "Rollback-V1.tar.gz", "--yes", "--accept-data-loss",
            "--max-ratio", "100000", "--url", f"postgresql:///{self.database}",
        ]
        return [lambda: measure(psql, environment), lambda: measure(apply, environment)]


def run(rollpack, work, quick):
    with running_server(work / "journal-server") as server, delayed(server) as far:
        modes = work / "modes"
        modes.mkdir()
        _modes(rollpack, server, far, modes, quick)
        _copy(rollpack, server, work, quick)
