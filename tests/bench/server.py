"""A PostgreSQL server of the bench: unix socket only, nothing synced to disk, gone afterwards."""

import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import time

PORT = 5432
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "autovacuum": "off",  # it would run into some of the runs
    "max_locks_per_transaction": 1024,  # for 1,000 versions in one transaction
}


def _programs():
    configured = shutil.which("pg_config")
    folders = [subprocess.check_output([configured, "--bindir"], text=True).strip()] if configured else []
    folders += sorted(map(str, pathlib.Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
    for folder in folders:
        if os.access(f"{folder}/initdb", os.X_OK):
            return pathlib.Path(folder)
    raise SystemExit("error: no initdb in " + ", ".join(folders))


def _unprivileged():
    """Arguments for subprocess: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    names = {one.pw_name for one in pwd.getpwall()}
    owner = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


class Server:
    def __init__(self, folder):
        self.programs = _programs()
        self.socket_directory = folder
        self.socket = folder / f".s.PGSQL.{PORT}"
        self.user = "bench"

    def environment(self, host=None, port=PORT):
        """For a client; `host` stands for the unix socket unless it is given."""
        address = {"PGHOST": str(host or self.socket_directory), "PGPORT": str(port)}
        return os.environ | address | {"PGUSER": self.user, "LC_ALL": "C.UTF-8"}

    def psql(self, database, *arguments, script=None):
        command = [self.programs / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database]
        return subprocess.run(
            [*command, *arguments],
            env=self.environment(),
            input=script,
            text=True,
            check=True,
            stdout=subprocess.PIPE,
        ).stdout.strip()


@contextlib.contextmanager
def running_server(folder):
    """A new cluster below `folder`, which is made."""
    folder.mkdir()
    owner = _unprivileged()
    if owner:
        os.chown(folder, owner["user"], owner["group"])
    server = Server(folder)
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    data = folder / "data"
    create = [server.programs / "initdb", "--no-sync", "--auth=trust", "--encoding=UTF8"]
    create += [f"--username={server.user}", f"--pgdata={data}"]
    common = {"cwd": folder, "env": environment, "stdout": subprocess.DEVNULL, **owner}
    subprocess.run(create, check=True, **common)
    start = [server.programs / "postgres", "-D", data, "-k", folder, "-p", str(PORT)]
    start += [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(start, stderr=log, start_new_session=True, **common)
    try:
        _wait_until_ready(server, process, folder / "log")
        yield server
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait()


def _wait_until_ready(server, process, log):
    ready = [server.programs / "pg_isready", "-q", "-d", "postgres"]
    for _ in range(600):
        if subprocess.run(ready, env=server.environment()).returncode == 0:
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit("error: the server does not start\n" + log.read_text())
