"""SQL made from a package: the database as Flyway would have left it at the release, and the rollback
in one file for psql, with the statements that Flyway (and rollpack) wrap around every script.
"""

import io
import json
import subprocess
import tarfile

HISTORY = "public.flyway_schema_history"
ROW_COLUMNS = (
    "installed_rank, version, description, type, script, checksum, installed_by, execution_time, success"
)
CREATE_HISTORY = f"""
CREATE TABLE {HISTORY} (
    installed_rank integer NOT NULL CONSTRAINT flyway_schema_history_pk PRIMARY KEY,
    version character varying(50),
    description character varying(200) NOT NULL,
    type character varying(20) NOT NULL,
    script character varying(1000) NOT NULL,
    checksum integer,
    installed_by character varying(100) NOT NULL,
    installed_on timestamp without time zone DEFAULT now() NOT NULL,
    execution_time integer NOT NULL,
    success boolean NOT NULL
);
CREATE INDEX flyway_schema_history_s_idx ON {HISTORY} USING btree (success);
"""


def _literal(value):
    if value is None:
        return "NULL"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


def _row(rank, user, kind, record, checksum):
    """`record` has version, description and path, as the files of a manifest do."""
    script = record["path"].removeprefix("sql/")
    values = (rank, record["version"], record["description"], kind, script, checksum, user, 0)
    return (
        f"INSERT INTO {HISTORY} ({ROW_COLUMNS})\n"
        f"VALUES ({', '.join(map(_literal, values))}, true);\n"
    )


def _before_script(user):
    return f'SET ROLE "{user}";\nSET search_path = "public", "$user", public;\n'


def _archived_texts(archive):
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        return {
            one.name: files.extractfile(one).read().decode() for one in files.getmembers() if one.isfile()
        }


class Package:
    """A package and the repository it was built from."""

    def __init__(self, rollpack, path, repository, user):
        shown = subprocess.run([rollpack, "show", "--json", path], check=True, stdout=subprocess.PIPE)
        self.manifest = json.loads(shown.stdout)
        self.files = {one["path"]: one for one in self.manifest["files"]}
        plain = subprocess.run(["gzip", "-dc", path], check=True, stdout=subprocess.PIPE).stdout
        self.texts = {
            name.split("/", 1)[1]: text
            for name, text in _archived_texts(plain).items()
        }
        self.repository, self.user = repository, user

    def _of_role(self, role):
        return [one for one in self.manifest["files"] if one["role"] == role]

    def migrated(self):
        """From an empty database to the release."""
        commit = self.manifest["release"]["commit"]
        archive = ["git", "-C", self.repository, "archive", commit, "sql"]
        texts = _archived_texts(subprocess.run(archive, check=True, stdout=subprocess.PIPE).stdout)
        statements = [CREATE_HISTORY]
        rank = 0
        for one in sorted(self._of_role("versioned"), key=lambda one: int(one["version"])):
            rank += 1
            statements += [texts[one["path"]]]
            statements += [_row(rank, self.user, "SQL", one, one["flyway_checksum"])]
        for one in self.manifest["repeatables"]:
            rank += 1
            statements += [texts[one["path"]]]
            record = {**one, "version": None}
            statements += [_row(rank, self.user, "SQL", record, one["current_checksum"])]
        return "".join(statements)

    def rollback(self):
        """From the release to the target, for psql."""
        versioned = {one["version"]: one for one in self._of_role("versioned")}
        rank = len(versioned) + len(self.manifest["repeatables"])
        statements = []
        for path in self.manifest["undo"]:
            rank += 1
            done = versioned[self.files[path]["version"]]
            statements += [_before_script(self.user), self.texts[path]]
            statements += [_row(rank, self.user, "DELETE", done, done["flyway_checksum"])]
        for one in self.manifest["repeatables"]:
            if one["action"] == "restore":
                rank += 1
                record = {**one, "version": None}
                statements += [_before_script(self.user), self.texts[one["path"]]]
                statements += [_row(rank, self.user, "SQL", record, one["target_checksum"])]
        return "".join(statements)
