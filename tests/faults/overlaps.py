"""Others who come while a rollback is held at a statement: a second rollback, a migration, pg_dump. One
of them waits or refuses by name; nothing of the one is found between two things of the other."""

import contextlib
import queue
import re
import time

import proxy
from wrong import Wrong

UNCHANGED_REFUSALS = {3: ("refused",), 4: ("not_started",)}


def _java_hash(text):
    value = 0
    for character in text:
        value = (value * 31 + ord(character)) & 0xFFFFFFFF
    return value - (value & 0x80000000) * 2


def flyway_lock_key(schema="public", table="flyway_schema_history"):
    # Source: POSTGRES/PostgreSQLAdvisoryLockTemplate.java of Flyway 13.0.0
    return 0x466C79776179 + _java_hash(f'"{schema}"."{table}"')


def second_rollback(scene):
    """Refuses at once, or does it all and leaves the first nothing to do."""
    url = scene.bench.cluster.url("cell")
    rival = scene.bench.start_run(scene.mode, url, "rival", "--lock-patience", "0s")
    scene.rival = rival.wait(60)
    scene.proxy.release(proxy.PASS)


def second_rollback_waits(scene):
    """Waits until the first is over, or does it all first."""
    url = scene.bench.cluster.url("cell")
    rival = scene.bench.start_run(scene.mode, url, "rival", "--lock-patience", "60s")
    deadline = time.monotonic() + 30
    while rival.poll() is None and "waiting for Flyway's lock" not in scene.bench.said("rival"):
        if time.monotonic() > deadline:
            raise Wrong("the second rollback neither waits nor ends")
        time.sleep(0.02)
    scene.proxy.release(proxy.PASS)
    scene.rival = rival.wait(60)


MIGRATION = """
CREATE TABLE gift_card (id int PRIMARY KEY);
INSERT INTO flyway_schema_history
SELECT max(installed_rank) + 1, '130', 'gift cards', 'SQL', 'V130__gift_cards.sql', 42, current_user,
       now(), 1, true
FROM flyway_schema_history;
"""


def migration(scene):
    """As `flyway migrate`: not a statement without the lock, which it tries to take once."""
    with scene.bench.cluster.connected("cell") as session:
        session.query("BEGIN")
        taken = session.value(f"SELECT pg_try_advisory_xact_lock({flyway_lock_key()})") == "t"
        if taken:
            session.query(MIGRATION)
        session.query("COMMIT")
    scene.rival = 0 if taken else 4
    scene.proxy.release(proxy.PASS)


def running_migration(scene):
    """Holds the lock for a while: a rollback that comes to it waits, and then sees what it did."""
    with scene.bench.cluster.connected("cell") as session:
        session.query("BEGIN")
        taken = session.value(f"SELECT pg_try_advisory_xact_lock({flyway_lock_key()})") == "t"
        if taken:
            session.query(MIGRATION)
        scene.proxy.release(proxy.PASS)
        time.sleep(0.5 if taken else 0)
        session.query("COMMIT")
    scene.rival = 0 if taken else 4


WAITING = """
SELECT count(*) FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid
WHERE NOT l.granted AND a.application_name = '{}'
"""


def _waits(cluster, application, process):
    """Until a session of that application waits for a lock, or its process has ended."""
    deadline = time.monotonic() + 30
    with cluster.connected("postgres") as session:
        while process.poll() is None and session.value(WAITING.format(application)) == "0":
            if time.monotonic() > deadline:
                raise Wrong(f"{application} neither waits nor ends")
            time.sleep(0.02)


def dump(scene):
    """pg_dump locks every table against changes, then copies. It is held before its first copy, unless
    it has to wait for the rollback itself."""
    cluster = scene.cluster
    link = proxy.Proxy(cluster.port, stop_at=lambda number: link.statements[-1].startswith("COPY "))
    with link:
        process = scene.bench.start_dump("cell", link.port, "dump.sql")
        scene.rival = 0
        while process.poll() is None and not scene.rival:
            with contextlib.suppress(queue.Empty):
                scene.rival = link.reached.get(timeout=0.1)[0]
            if not scene.rival and cluster.value(WAITING.format("pg_dump")) != "0":
                break
        link.stops_at = lambda number: False
        if scene.rival:
            scene.bench.start_dump("cell", None, "undisturbed.sql").wait(60)
        scene.proxy.release(proxy.PASS)
        if scene.rival:
            _waits(cluster, "rollpack", scene.run)
            link.release(proxy.PASS)
        scene.run.wait(60)
        scene.dump_status = process.wait(60)


def check_dump(scene, reference, status, report):
    """The rollback waited; where the dump was first it is as if nothing had been beside it. At the end
    of a session there is no first: the rollback goes on while the dump comes."""
    if status != 0 or report["ending"] != "done" or scene.bench.state() != reference.states[-1]:
        raise Wrong(f"the rollback ended with {status} while pg_dump was there")
    if not scene.run_waits:
        return "done, dump beside it"
    if not scene.rival:
        return "done, dump second"
    if scene.dump_status != 0 or scene.bench.lines("dump.sql") != scene.bench.lines("undisturbed.sql"):
        raise Wrong(f"pg_dump ended with {scene.dump_status}, or holds something of the rollback")
    return "done, dump first"


def check_second_rollback(scene, reference, status, report):
    """Both ended with what they may; together they reached the target."""
    if scene.bench.state() != reference.states[-1]:
        raise Wrong(f"with {status} and {scene.rival} the database is not at the target")
    rival = scene.bench.report("rival")
    if scene.rival == 4:
        if not re.search(r"held by pid \d+ \(user postgres, application rollpack", scene.bench.said("rival")):
            raise Wrong("the second rollback does not say who holds the lock")
        if report["ending"] != "done":
            raise Wrong(f"the first rollback had the lock and ended as {report['ending']}")
        return "second refused"
    endings = {report["ending"], rival["ending"]}
    if scene.rival != 0 or endings not in ({"done", "nothing_to_do"}, {"done", "not_started"}):
        raise Wrong(f"the rollbacks ended as {report['ending']} and {rival['ending']}")
    return f"first {report['ending']}, second {rival['ending']}"


def check_migration(scene, reference, status, report):
    """The migration came before all of the rollback, which then refuses, or after all of it."""
    with scene.bench.cluster.connected("cell") as session:
        migrated = session.value("SELECT to_regclass('gift_card')") is not None
        if migrated != (scene.rival == 0):
            raise Wrong("the migration is not as it was committed")
        if migrated:
            session.query("DROP TABLE gift_card")
            session.query("DELETE FROM flyway_schema_history WHERE version = '130'")
    state = scene.bench.state()
    if not migrated:
        if status != 0 or state != reference.states[-1]:
            raise Wrong(f"the rollback had the lock and ended with {status}")
        return "migration refused"
    if report["ending"] == "done" and state == reference.states[-1]:
        return "migration after"
    if report["ending"] not in UNCHANGED_REFUSALS.get(status, ()) or state != reference.states[0]:
        raise Wrong(f"a migration was in between, and the rollback ended with {status}")
    return "rollback refused"
