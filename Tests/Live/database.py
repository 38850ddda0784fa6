"""A private Tango database: MariaDB and Debian's DataBaseds in one directory, on a free port; nothing of it is installed."""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

from harness import READY, ROOT, Process, free_port, own_words, wait_for

PACKAGE = ROOT / ".build/debian/tango-db"
DATABASE_SERVER = PACKAGE / "usr/lib/tango/DataBaseds"
SCHEMA = PACKAGE / "usr/share/tango-db"
INSTALL_ROWS = PACKAGE / "usr/share/dbconfig-common/data/tango-db/install/mysql"
MARIADBD = shutil.which("mariadbd", path=os.environ["PATH"] + ":/usr/sbin:/sbin")


class Database:
    """Use it in a `with` block; `environment` holds the TANGO_HOST of its clients."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        # The path of a socket may have no more than 107 bytes.
        self.sockets = pathlib.Path(tempfile.mkdtemp(prefix="tango-db-"))
        self.socket = self.sockets / "mariadb.sock"
        self.port = free_port()
        self.store = None
        self.server = None

    def __enter__(self):
        try:
            self.start_store()
            self.load_schema()
            self.start_server()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in (self.server, self.store):
            if process is not None:
                process.kill()
        shutil.rmtree(self.sockets, ignore_errors=True)

    @property
    def host(self):
        return f"127.0.0.1:{self.port}"

    @property
    def environment(self):
        return {"TANGO_HOST": self.host}

    def sql(self, text):
        return subprocess.run(["mariadb", "--no-defaults", f"--socket={self.socket}", "--user=root"], input=text,
                              text=True, capture_output=True, timeout=60)

    def start_store(self):
        data = self.directory / "data"
        data.mkdir(parents=True)
        user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
        # A starting server removes the temporary tables that it finds, also those of another one in the same directory.
        # A host that cannot look up its own name is no hindrance to a database that talks through a socket.
        temporary = f"--tmpdir={self.sockets}"
        done = subprocess.run(["mariadb-install-db", "--no-defaults", f"--datadir={data}", f"--user={user}", temporary,
                               "--skip-test-db", "--force", "--auth-root-authentication-method=normal"],
                              capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        self.store = Process(
            [MARIADBD, "--no-defaults", f"--user={user}", f"--datadir={data}", temporary, f"--socket={self.socket}",
             f"--pid-file={self.sockets / 'mariadb.pid'}", "--skip-networking", "--skip-log-bin",
             "--performance-schema=0", "--innodb-buffer-pool-size=16M", "--innodb-log-file-size=8M",
             "--innodb-flush-log-at-trx-commit=0"], self.directory / "mariadbd.log")
        self.store.start()
        wait_for(lambda: self.sql("SELECT 1").returncode == 0, 60, lambda: self.store.output()[-2000:], poll=0.1)

    def load_schema(self):
        rows = re.split(r"(?m)^CALL init_history_ids.*$", INSTALL_ROWS.read_text(), maxsplit=1)[1]
        done = self.sql("\n".join([
            "CREATE DATABASE tango; USE tango;", (SCHEMA / "create_db_tables.sql").read_text(),
            (SCHEMA / "stored_proc.sql").read_text(), "CALL init_history_ids();", rows,
            "CREATE USER tango@localhost IDENTIFIED BY 'tango';", "GRANT ALL ON tango.* TO tango@localhost;"]))
        assert done.returncode == 0, done.stderr

    def start_server(self):
        # DataBaseds reads $HOME/.my.cnf, which outweighs the machine's own configuration.
        (self.directory / ".my.cnf").write_text(f"[client]\nsocket={self.socket}\nuser=tango\npassword=tango\n")
        environment = {**self.environment, "MYSQL_USER": "tango", "MYSQL_PASSWORD": "tango", "MYSQL_HOST": "localhost",
                       "MYSQL_DATABASE": "tango", "HOME": str(self.directory)}
        self.server = Process([DATABASE_SERVER, "2", "-ORBendPoint", f"giop:tcp:127.0.0.1:{self.port}"],
                              self.directory / "databaseds.log", environment)
        self.server.start()
        wait_for(lambda: READY in self.server.output(), 60, lambda: self.server.output()[-2000:])

    def stop_server(self):
        """The database goes away, its data stay."""
        self.server.kill()
        self.server.log.unlink()

    def pause_server(self):
        """The database accepts connections and says nothing."""
        os.kill(self.server.pid, signal.SIGSTOP)

    def resume_server(self):
        os.kill(self.server.pid, signal.SIGCONT)


class RegisteredServer(Process):
    """A device server that takes everything from a database."""

    def __init__(self, database, executable, instance, directory, arguments=(), env=None):
        self.name = f"{pathlib.Path(executable).name}/{instance}"
        super().__init__([executable, instance, *arguments], pathlib.Path(directory) / f"{instance}.log",
                         {**database.environment, **(env or {})}, cwd=directory)

    def start(self, seconds=20):
        before = len(self.output())
        super().start()
        wait_for(lambda: READY in self.output()[before:] or not self.running(), seconds, lambda: self.output()[-2000:])
        assert self.running(), f"{self.name} ended with {self.process.returncode}: {self.output()[-2000:]}"

    def restart(self):
        assert self.terminate() == 0
        self.start()

    def refused(self, seconds=20):
        """Starts it where it must refuse; returns the exit status and what it said."""
        begin = time.monotonic()
        done = subprocess.run(self.arguments, env=self.env, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                              timeout=seconds)
        return done.returncode, own_words(done.stderr), time.monotonic() - begin
