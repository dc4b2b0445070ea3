"""A PostgreSQL server that is made to be broken: killed, stopped and started, its disk filled."""

import ctypes
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import time

import client

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",  # the machine itself does not fail here
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "16MB",
    "max_connections": "40",
    "max_wal_size": "16MB",
    "timezone": "UTC",
}
DISK_MB = 256
CLONE_NEWNS, CLONE_NEWUSER = 0x20000, 0x10000000
MS_REC, MS_PRIVATE, MNT_DETACH = 0x4000, 0x40000, 2


class PrivateMounts:
    """Mounts that nobody else sees and that end with this process, where the system allows them."""

    def __init__(self):
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.disks = []
        user, group = os.getuid(), os.getgid()
        self.allowed = self.libc.unshare(CLONE_NEWNS if user == 0 else CLONE_NEWNS | CLONE_NEWUSER) == 0
        if self.allowed and user != 0:
            pathlib.Path("/proc/self/setgroups").write_text("deny")
            pathlib.Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
            pathlib.Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
        self.allowed = self.allowed and self._mount(None, b"/", None, MS_REC | MS_PRIVATE, None)

    def small_disk(self, folder):
        """Whether `folder` is a disk of its own now."""
        options = f"size={DISK_MB}m,mode=0755".encode()
        self.allowed = self.allowed and self._mount(b"disk", os.fsencode(folder), b"tmpfs", 0, options)
        if self.allowed:
            self.disks.append(folder)
        return self.allowed

    def release(self):
        """A folder can be removed only when no disk is in it any more."""
        for folder in self.disks:
            self.libc.umount2(os.fsencode(folder), MNT_DETACH)

    def _mount(self, source, target, kind, flags, options):
        return self.libc.mount(source, target, kind, flags, options) == 0


def _programs():
    if named := os.environ.get("ROLLPACK_PG_BINDIR"):
        return pathlib.Path(named)
    configured = shutil.which("pg_config")
    folders = [subprocess.check_output([configured, "--bindir"], text=True).strip()] if configured else []
    folders += sorted(map(str, pathlib.Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
    for folder in folders:
        if os.access(f"{folder}/initdb", os.X_OK):
            return pathlib.Path(folder)
    raise SystemExit("error: no initdb in " + ", ".join(folders))


def _owner():
    """Whose the server is: PostgreSQL refuses to run as root. None: ours."""
    if os.geteuid() != 0:
        return None
    names = {one.pw_name for one in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Cluster:
    """A server below `folder`; start() and stop() belong to one thread, with which the server ends."""

    def __init__(self, folder, mounts, data=None):
        self.folder = folder
        self.programs = _programs()
        self.owner = _owner()
        self.port = _free_port()
        self.socket = folder / f".s.PGSQL.{self.port}"
        self.process = None
        folder.mkdir()
        self.has_own_disk = mounts.small_disk(folder)
        self._give_away(folder)
        self.data = folder / "data"
        if data is None:
            self._run("initdb", "--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8",
                      "--username=postgres", "--wal-segsize=1", f"--pgdata={self.data}")
        else:
            subprocess.run(["cp", "-a", data, self.data], check=True)

    def start(self):
        command = [self.programs / "postgres", "-D", self.data, "-k", self.folder, "-p", str(self.port)]
        command += [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self._as_owner("--pdeathsig", "QUIT") + command,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                start_new_session=True,
            )
        self.wait_until_up()

    @property
    def log(self):
        """Beside the folder: its disk may be full."""
        return self.folder.parent / (self.folder.name + ".log")

    def wait_until_up(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with self.connected("postgres"):
                    return
            except (OSError, client.ServerError):
                time.sleep(0.02)
        raise RuntimeError(f"the server does not start; see {self.log}")

    def recover(self):
        """Up again after whatever happened to it."""
        if self.process.poll() is not None:
            self.start()
        self.wait_until_up()

    def stop(self, number=signal.SIGQUIT):
        """At once, as `pg_ctl stop -m immediate` does."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(60)

    def fill_disk(self, backend):
        """Nothing more can be written: by anybody where the server has a small disk of its own, else
        by that backend."""
        if not self.has_own_disk:
            self._run_as_owner("prlimit", "--pid", str(backend), "--fsize=0:")
            return
        with open(self.folder / "filler", "wb", buffering=0) as filler:
            size = 1 << 20
            while size >= 512:
                try:
                    filler.write(b"x" * size)
                except OSError:
                    size //= 2

    def free_disk(self):
        (self.folder / "filler").unlink(missing_ok=True)

    def connected(self, database):
        return client.connected(self.socket, database)

    def value(self, sql):
        with self.connected("postgres") as session:
            return session.value(sql)

    def copy_database(self, source, name):
        with self.connected("postgres") as session:
            # Before PostgreSQL 13 there is no FORCE.
            session.query(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
            session.query(f"DROP DATABASE IF EXISTS {name}")
            session.query(f"CREATE DATABASE {name} TEMPLATE {source}")

    def load(self, name, script):
        with self.connected("postgres") as session:
            session.query(f"CREATE DATABASE {name}")
        self._run("psql", "-qX", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder), "-p", str(self.port),
                  "-U", "postgres", "-d", name, text=script.read_text())

    def can_dump(self, database):
        """pg_dump refuses a server that is newer than itself."""
        command = [self.programs / "pg_dump", "--schema-only", self.url(database)]
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0

    def url(self, database, port=None, **options):
        """By TCP, to this server or to a proxy's port."""
        words = {"sslmode": "disable", "gssencmode": "disable"} | options
        query = "&".join(f"{key}={value}" for key, value in words.items())
        return f"postgresql://postgres@127.0.0.1:{port or self.port}/{database}?{query}"

    def _give_away(self, folder):
        if self.owner:
            os.chown(folder, self.owner.pw_uid, self.owner.pw_gid)

    def _as_owner(self, *options):
        if self.owner:
            options = (f"--reuid={self.owner.pw_uid}", f"--regid={self.owner.pw_gid}",
                       "--clear-groups", *options)
        return ["setpriv", *options, "--"] if options else []

    def _run(self, program, *arguments, text=""):
        self._run_as_owner(self.programs / program, *arguments, text=text)

    def _run_as_owner(self, *command, text=""):
        subprocess.run(self._as_owner() + list(command), check=True, cwd=self.folder, input=text,
                       text=True, stdout=subprocess.DEVNULL,
                       env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"})
