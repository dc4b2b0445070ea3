"""How long `rollpack fingerprint` takes for a large schema, against pg_dump --schema-only."""

from measure import Comparison, alternate, measure, print_comparisons, say
from server import running_server

AIM = 1.0
SCHEMA = """
DO $$ BEGIN
    FOR number IN 1..{tables} LOOP
        EXECUTE format('CREATE TABLE t%s (id bigint PRIMARY KEY, name text NOT NULL, '
                       'made timestamptz DEFAULT now(), total numeric(10,2) DEFAULT 0, note text)', number);
    END LOOP;
END $$;
"""


def _contenders(rollpack, server, work, database):
    environment = server.environment()
    dump = [server.programs / "pg_dump", "--schema-only", f"--file={work / 'dump.sql'}", database]
    fingerprint = [
        rollpack, "fingerprint", "--url", f"postgresql:///{database}",
        "--out", work / "fingerprint.json",
    ]
    return [lambda: measure(dump, environment), lambda: measure(fingerprint, environment)]


def run(rollpack, work, quick):
    with running_server(work / "fingerprint-server") as server:
        comparisons = []
        for tables in (100, 500 if quick else 10_000):
            database = f"tables_{tables}"
            say(f"fingerprint: {tables} tables, {5 * tables} columns")
            server.psql("postgres", "-c", f"CREATE DATABASE {database}")
            server.psql(database, "-f", "-", script=SCHEMA.format(tables=tables))
            server.psql(database, "-c", "VACUUM ANALYZE")
            measured = alternate(
                1 if quick else 3, _contenders(rollpack, server, work, database)
            )
            comparisons.append(Comparison(f"{tables} tables", *measured, AIM))
        print_comparisons("rollpack fingerprint", "pg_dump -s", comparisons)
