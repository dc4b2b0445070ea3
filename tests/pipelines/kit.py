"""What the tests of the pipeline samples share: the shop project, its databases, keys, commands."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = SOURCE / "samples" / "pipelines"
STAND_INS = pathlib.Path(__file__).with_name("stand-ins")
CHECKERS = pathlib.Path(os.environ["ROLLPACK_CHECKERS"])


def run(*command, **options):
    """A command that must succeed; gives its standard output."""
    result = subprocess.run(command, text=True, capture_output=True, timeout=120, **options)
    if result.returncode != 0:
        raise AssertionError(f"{command} ended with {result.returncode}\n{result.stdout}{result.stderr}")
    return result.stdout


def load_database(name, version):
    """A database as Flyway left it at V123 or V129."""
    run("dropdb", "--if-exists", "--force", name)
    run("createdb", name)
    script = SOURCE / "samples" / "shop" / f"flyway-v{version}.sql"
    run("psql", "-qX", "-d", name, "-v", "ON_ERROR_STOP=1", "-f", script)


def dump(name):
    """Schema and data, without the history, rollpack's journal and what it kept."""
    text = run(
        "pg_dump", "--no-owner", "--inserts", "--exclude-table", "public.flyway_schema_history",
        "--exclude-table", "public.rollpack_journal", "--exclude-schema", "rollpack_kept_*", name,
    )
    return sorted(line for line in text.splitlines() if not line.startswith("\\"))


def query(name, sql):
    return run("psql", "-qXAt", "-d", name, "-c", sql).strip()


class PipelineTest(unittest.TestCase):
    """A fresh folder with the shop's repository, a signing key, a database at V129 and one at V123."""

    @classmethod
    def setUpClass(cls):
        load_database("expected", 123)

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.shop = self.folder / "shop"
        run(SOURCE / "samples" / "make-shop-repository", self.shop)
        self.key = self.folder / "key"
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", self.key)
        self.allowed_signers = "release@shop.example " + self.key.with_suffix(".pub").read_text().strip()
        self.releases = self.folder / "releases"
        self.log = self.folder / "stand-ins.log"
        self.log.touch()
        load_database("shop", 129)

    def environment(self, **more):
        """What a job's process has around it; nothing of the caller's but where the server is."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if name.startswith("PG")}
        return kept | {
            "PATH": f"{STAND_INS}:{os.environ['PATH']}",
            "HOME": str(home),
            "LC_ALL": "C.UTF-8",
            "CI": "true",
            "STAND_IN_RELEASES": str(self.releases),
            "STAND_IN_LOG": str(self.log),
        } | more

    def break_shop(self):
        """A release with an empty undo script and a psql command, tagged v130."""
        (self.shop / "sql" / "U129__product_tags.sql").write_text("-- nothing\n")
        (self.shop / "sql" / "U128__prices_in_cents.sql").write_text("SELECT 1;\n\\echo hello\n")
        git = ["git", "-c", "user.name=t", "-c", "user.email=t@t", "-C", str(self.shop)]
        run(*git, "commit", "-qam", "broken")
        run(*git, "tag", "v130")

    def assert_rolled_back(self):
        self.assertEqual(dump("shop"), dump("expected"))

    def assert_untouched(self):
        self.assertEqual(query("shop", "SELECT max(version::int) FROM flyway_schema_history"), "129")
        self.assertEqual(query("shop", "SELECT to_regclass('rollpack_journal') IS NULL"), "t")
        self.assertEqual(
            query("shop", "SELECT count(*) FROM flyway_schema_history WHERE type = 'DELETE'"), "0"
        )


def tamper(archive):
    """Another package under the same name: whole, but not the one that was signed."""
    folder = pathlib.Path(tempfile.mkdtemp())
    try:
        run("tar", "-xzf", archive, "-C", folder)
        run("tar", "-czf", archive, "-C", folder, *sorted(os.listdir(folder)))
    finally:
        shutil.rmtree(folder)


def make_file(test, text):
    """A file with this text that is gone after the test."""
    file = tempfile.NamedTemporaryFile("w", suffix=".yml")
    test.addCleanup(file.close)
    file.write(text)
    file.flush()
    return file.name


def shellcheck(test, script):
    """A step's script; runners of both kinds run it with these options. SC1091: what a script reads is
    only there once it runs."""
    file = make_file(test, f"set -eo pipefail\n{script}\n")
    run("shellcheck", "--shell=bash", "--exclude=SC1091", file)
