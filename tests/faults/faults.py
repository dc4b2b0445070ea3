"""What can go wrong at a statement. Each function is called while the proxy holds the statement, and
lets it go on; what it has to undo when the run is over is in `after`."""

import dataclasses
import os
import signal
import time
import typing

import overlaps
import proxy

# How long rollpack is given to hear of a signal before the server's next answer.
REACTION_S = 0.05
DOWNTIME_S = 0.7


@dataclasses.dataclass
class Scene:
    """What a fault can reach: the run that is held, its proxy, and the bench with the server."""

    run: typing.Any  # subprocess.Popen
    proxy: proxy.Proxy
    bench: typing.Any  # cells.Bench
    mode: str
    backend: int  # process id
    statement: str  # the text of what is held
    rival: int = 0  # exit status of who came while the run was held
    dump_status: int = 0

    @property
    def cluster(self):
        return self.bench.cluster

    @property
    def run_waits(self):
        """A client that ends a session waits for no answer: the run goes on beside what is held."""
        return self.statement != proxy.END_OF_SESSION


def _signals(*numbers):
    def strike(scene):
        for number in numbers:
            scene.run.send_signal(number)
            time.sleep(REACTION_S)
        scene.proxy.release(proxy.PASS)

    return strike


def _goes_on(how):
    return lambda scene: scene.proxy.release(how)


def _kill(how):
    def strike(scene):
        scene.run.kill()
        scene.run.wait()
        scene.proxy.release(how)

    return strike


def _kill_backend(scene):
    os.kill(scene.backend, signal.SIGKILL)
    while os.path.exists(f"/proc/{scene.backend}"):
        time.sleep(0.005)
    scene.proxy.release(proxy.PASS)


def _restart_server(scene):
    scene.cluster.stop()
    scene.proxy.release(proxy.PASS)
    time.sleep(DOWNTIME_S)
    scene.cluster.start()


def _fill_disk(scene):
    scene.cluster.fill_disk(scene.backend)
    scene.proxy.release(proxy.PASS)


def _stall(scene):
    """Nothing tells a server that thinks from one that is out of reach, so a person has to ask."""
    scene.proxy.release(proxy.STALL)
    time.sleep(REACTION_S)
    scene.run.send_signal(signal.SIGINT)


@dataclasses.dataclass(frozen=True)
class Fault:
    strike: typing.Callable
    about: str
    kills_run: bool = False  # there is no ending to be checked
    may_be_unknown: bool = False
    is_slow: bool = False  # takes many seconds
    loses_answer: bool = False  # of interest without a journal too
    check: typing.Callable | None = None  # instead of what holds for one run
    stride: int = 1  # 4: only at each fourth statement


FAULTS = {
    "sigint": Fault(_signals(signal.SIGINT), "SIGINT"),
    "sigterm": Fault(_signals(signal.SIGTERM), "SIGTERM"),
    "sigint-twice": Fault(_signals(signal.SIGINT, signal.SIGINT), "SIGINT, and again"),
    "kill": Fault(_kill(proxy.CUT), "kill -9 of rollpack", kills_run=True),
    "kill-late": Fault(
        _kill(proxy.PASS), "kill -9 of rollpack; what it had sent arrives", kills_run=True
    ),
    "kill-backend": Fault(_kill_backend, "kill -9 of the backend, and crash recovery"),
    "restart": Fault(
        _restart_server, "immediate stop and restart of the server", loses_answer=True
    ),
    "disk-full": Fault(_fill_disk, "full disk on the server"),
    "cut": Fault(_goes_on(proxy.CUT), "connection reset before the statement"),
    "cut-during": Fault(
        _goes_on(proxy.PASS_AND_CUT), "connection reset behind the statement", loses_answer=True
    ),
    "cut-answer": Fault(
        _goes_on(proxy.CUT_ANSWER), "connection reset before the answer", loses_answer=True
    ),
    "freeze": Fault(
        _goes_on(proxy.FREEZE), "connection that passes nothing any more", is_slow=True
    ),
    "freeze-answer": Fault(
        _goes_on(proxy.FREEZE_ANSWER), "the same, before the answer", is_slow=True, loses_answer=True
    ),
    "stall": Fault(
        _stall, "connection that only stands, and SIGINT", is_slow=True, may_be_unknown=True, stride=10
    ),
    "rollback": Fault(
        overlaps.second_rollback,
        "a second rollback without patience",
        check=overlaps.check_second_rollback,
        stride=4,
    ),
    "rollback-waits": Fault(
        overlaps.second_rollback_waits,
        "a second rollback with patience",
        check=overlaps.check_second_rollback,
        stride=4,
    ),
    "migration": Fault(
        overlaps.migration, "a migration", check=overlaps.check_migration, stride=4
    ),
    "long-migration": Fault(
        overlaps.running_migration,
        "a migration that holds Flyway's lock for a while",
        check=overlaps.check_migration,
        stride=4,
    ),
    "dump": Fault(overlaps.dump, "a pg_dump", check=overlaps.check_dump, stride=4),
}
