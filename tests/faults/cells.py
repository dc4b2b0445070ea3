"""One cell of the matrix: a mode, a fault, a statement; and what has to hold afterwards."""

import contextlib
import dataclasses
import json
import queue
import subprocess
import time

import client
import proxy
import snapshot
from faults import FAULTS, Scene
from wrong import Wrong

LONGEST_RUN_S = 150
# The network is given up quicker than by default, so that a frozen connection is found in seconds.
IMPATIENT = {
    "keepalives_idle": 1,
    "keepalives_interval": 1,
    "keepalives_count": 2,
    "tcp_user_timeout": 3000,
}
# Which package is applied, and with which options.
MODES = {
    "package": ("plain", []),
    "package-no-journal": ("plain", ["--no-journal"]),
    "script": ("plain", ["--transaction", "script"]),
    "script-no-journal": ("plain", ["--transaction", "script", "--no-journal"]),
    "journalled": ("outside", []),
}
# Exit status of `rollpack apply` and the endings that have it.
ENDINGS = {
    0: ("done", "nothing_to_do"),
    4: ("not_started",),
    5: ("failed_unchanged", "not_started"),
    6: ("stopped_part_way",),
    7: ("unknown",),
    130: ("interrupted", "not_started"),
}
UNCHANGED = "everything was rolled back and the database is as it was"
IN_DOUBT = "it cannot be told whether it was done"
HISTORY_ROW = "row of flyway_schema_history "


@dataclasses.dataclass(frozen=True)
class Cell:
    mode: str
    fault: str
    number: int  # of the statement

    def __str__(self):
        return f"{self.mode}/{self.fault}/{self.number}"


@dataclasses.dataclass
class Reference:
    """What a run without a fault does."""

    statements: list  # the text of each one
    states: list  # what the database holds one after the other, from as before to as after
    steps: int

    def committed(self, state):
        """How many steps are: each writes a row of the history."""
        return state.count(HISTORY_ROW) - self.states[0].count(HISTORY_ROW)


class Bench:
    """A server with the databases to start from, and a folder to work in; for one thread."""

    def __init__(self, cluster, rollpack, packages, folder):
        self.cluster = cluster
        self.rollpack = rollpack
        self.packages = packages  # by name
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def start_run(self, mode, url, name, *options):
        """`rollpack apply` with its output in files called `name`."""
        package, of_mode = MODES[mode]
        command = [self.rollpack, "apply", self.packages[package], "--url", url, "--yes",
                   "--accept-data-loss", "--report", self.folder / f"{name}.json", *of_mode, *options]
        (self.folder / f"{name}.json").unlink(missing_ok=True)
        with open(self.folder / f"{name}.out", "wb") as output:
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output,
                                    stderr=subprocess.STDOUT, cwd=self.folder)

    def start_dump(self, database, port, name):
        """pg_dump of what a rollback changes, to a file called `name`."""
        command = [self.cluster.programs / "pg_dump", "--dbname", self.cluster.url(database, port),
                   "--exclude-table=rollpack_journal", "--file", self.folder / name]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, cwd=self.folder,
                                stderr=subprocess.DEVNULL)

    def lines(self, name):
        """Without psql's own commands, which differ from dump to dump."""
        lines = (self.folder / name).read_text().splitlines()
        return sorted(line for line in lines if not line.startswith("\\"))

    def said(self, name):
        return (self.folder / f"{name}.out").read_text()

    def report(self, name):
        path = self.folder / f"{name}.json"
        return json.loads(path.read_text()) if path.exists() else None

    def state(self, patience="10s"):
        with self.cluster.connected("cell") as session:
            return snapshot.take(session, patience)

    def journal(self):
        """The endings of the runs in the journal, the oldest first."""
        with self.cluster.connected("cell") as session:
            if session.value("SELECT to_regclass('rollpack_journal')") is None:
                return []
            return session.query("SELECT run_id, ending FROM rollpack_journal ORDER BY started_at")

    def wait_until_left(self):
        """Until no run is connected any more: what a killed one had sent may still be worked on."""
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'cell'"
        deadline = time.monotonic() + 30
        with self.cluster.connected("postgres") as session:
            while session.value(query) != "0":
                if time.monotonic() > deadline:
                    raise Wrong("a session of the killed run does not end")
                time.sleep(0.02)


def measure(bench, mode):
    """Runs without a fault and stops at each statement to look."""
    states = []
    bench.cluster.copy_database("before", "cell")
    with proxy.Proxy(bench.cluster.port, stop_at=lambda number: True) as link:
        url = bench.cluster.url("cell", link.port)
        run = bench.start_run(mode, url, "measure")
        with ended_in_time(run):
            for _ in stops(link, run):
                # What the run has locked it has not committed yet.
                with contextlib.suppress(client.ServerError):
                    remember(states, bench.state(patience="20ms"))
                link.release(proxy.PASS)
        remember(states, bench.state())
        report = bench.report("measure")
        if run.returncode != 0 or report["ending"] != "done":
            raise Wrong(f"without a fault the run fails\n{bench.said('measure')}")
        return Reference(link.statements, states, len(report["steps"]))


def remember(states, state):
    if not states or states[-1] != state:
        states.append(state)


@contextlib.contextmanager
def ended_in_time(run):
    """Nobody outlives its cell."""
    try:
        yield
        try:
            run.wait(LONGEST_RUN_S)
        except subprocess.TimeoutExpired:
            raise Wrong(f"rollpack has not ended after {LONGEST_RUN_S} s") from None
    finally:
        if run.poll() is None:
            run.kill()
            run.wait()


def stops(link, run):
    """(number, backend) of each stop until the run has ended."""
    deadline = time.monotonic() + LONGEST_RUN_S
    while time.monotonic() < deadline:
        try:
            yield link.reached.get(timeout=0.02)
        except queue.Empty:
            if run.poll() is not None:
                return
    raise Wrong("rollpack does not come to its end")


def run_cell(bench, reference, cell):
    """How the run ended, in a word. @throws Wrong."""
    fault = FAULTS[cell.fault]
    scene = None
    bench.cluster.copy_database("before", "cell")
    with proxy.Proxy(bench.cluster.port, stop_at=cell.number) as link:
        url = bench.cluster.url("cell", link.port, **IMPATIENT)
        run = bench.start_run(cell.mode, url, "run")
        try:
            with ended_in_time(run):
                for number, backend in stops(link, run):
                    held = link.statements[number - 1]
                    scene = Scene(run, link, bench, cell.mode, backend, held)
                    fault.strike(scene)
        finally:
            bench.cluster.free_disk()
            bench.cluster.recover()
        if scene is None:
            # A run that has to wait asks more: on a slow machine the measured one had more statements.
            return check_undisturbed(bench, reference, run.returncode)
        if fault.kills_run or link.stalled:
            link.reset_all()
            bench.wait_until_left()
        ending = check_ending(bench, reference, cell, scene)
        asked = check_next_run(bench, reference, cell)
    return f"{ending}, person asked" if asked else ending


def check_undisturbed(bench, reference, status):
    if status != 0 or bench.state() != reference.states[-1]:
        raise Wrong(f"nothing has happened to the run, which ended with {status}")
    return "over before"


def check_ending(bench, reference, cell, scene):
    """The database is as the run said, or, where it could say nothing, at a step's border."""
    fault = FAULTS[cell.fault]
    status = scene.run.returncode
    report = bench.report("run")
    if report is None and not fault.kills_run:
        raise Wrong(f"exit status {status}, and no report")
    if fault.check:
        return fault.check(scene, reference, status, report)
    try:
        state = bench.state()
    except client.ServerError as error:
        raise Wrong(f"something of the run still holds locks: {error}") from None
    if cell.mode == "journalled":
        state = snapshot.without_invalid_indexes(state)
    if state not in reference.states:
        raise Wrong("the database is neither as before nor as after, nor between two steps")
    if fault.kills_run:
        return "killed, " + where(reference, state)
    ending = report["ending"]
    if report["exit_status"] != status or ending not in ENDINGS.get(status, ()):
        raise Wrong(f"exit status {status}, and the report says {ending}, {report['exit_status']}")
    if ending == "unknown":
        if not fault.may_be_unknown:
            raise Wrong("the outcome could be known: " + report["message"])
        return ending
    check_report(reference, report, state)
    check_journal(bench, cell, report)
    return ending


def where(reference, state):
    index = reference.states.index(state)
    return "as before" if index == 0 else "as after" if state == reference.states[-1] else "between"


def check_report(reference, report, state):
    ending, message = report["ending"], report["message"]
    said = sum(step["state"] == "done" for step in report["steps"] or [])
    committed = reference.committed(state)
    if ending != "nothing_to_do" and said != committed:
        raise Wrong(f"the report says {said} steps are done, the history {committed}")
    is_before, is_after = state == reference.states[0], state == reference.states[-1]
    if ending in ("done", "nothing_to_do") and not is_after:
        raise Wrong(f"{ending}, and the database is {where(reference, state)}")
    if ending in ("failed_unchanged", "not_started") and not is_before:
        raise Wrong(f"{ending}, and the database is {where(reference, state)}")
    if ending == "stopped_part_way" and (is_before or is_after):
        raise Wrong(f"stopped part-way, and the database is {where(reference, state)}")
    if ending in ("failed_unchanged", "interrupted", "stopped_part_way"):
        says_unchanged = UNCHANGED in message
        says_stays = f"{committed} of {reference.steps} steps" in message
        if says_unchanged != is_before or says_stays == is_before:
            raise Wrong(f"the database is {where(reference, state)}, and the message is: {message}")


def check_journal(bench, cell, report):
    rows = bench.journal()
    if cell.mode.endswith("no-journal"):
        if rows:
            raise Wrong("there is a journal")
        return
    endings = [ending for run_id, ending in rows if run_id == report["run_id"]]
    if "running" in endings:
        raise Wrong("the journal says that the run is still running")
    if (endings == ["done"]) != (report["ending"] == "done"):
        raise Wrong(f"the run ended as {report['ending']}, the journal says {endings}")


def check_next_run(bench, reference, cell):
    """Run again: it reaches the target, also over what is left of the first one. A person is asked only
    what became of a statement that nobody can look at. Gives whether one was."""
    status = next_run(bench, cell)
    asked = status == 6 and IN_DOUBT in bench.said("again")
    if asked:
        status = next_run(bench, cell, "--in-doubt", "not-done")
    if status != 0:
        raise Wrong(f"the next run ends with {status}\n{bench.said('again')}")
    if bench.state() != reference.states[-1]:
        raise Wrong("the next run does not reach the target")
    return asked


def next_run(bench, cell, *options):
    run = bench.start_run(cell.mode, bench.cluster.url("cell"), "again", *options, "--lock-patience", "30s")
    with ended_in_time(run):
        pass
    return run.returncode
