"""Where the demo keeps its data, whom it runs as, on which ports: everything that differs by machine."""

import fcntl
import os
import pwd
import random
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

PROJECT = Path(__file__).resolve().parents[2]
NEEDED_MEGABYTES = 300  # a new PostgreSQL takes 40, its write-ahead log up to 200
PORTS = range(
    20_000, 30_000
)  # below every system's own range, from which clients get theirs: a client may not take a
# stopped server's port (on loopback a client that keeps trying can even connect to itself)
SHARED = Path("/var/tmp")  # noqa: S108  open to every account, kept over a restart; ownership is checked before use
WITHOUT_RIGHTS = ("nobody", "daemon")  # accounts that every system has


class CannotStart(Exception):
    """One line for the person at the keyboard: what is in the way, and what to do."""


@dataclass(frozen=True)
class Account:
    """Whom a server runs as; uid -1 is the present user."""

    uid: int = -1
    gid: int = -1


OURSELVES = Account()


def default_folder() -> Path:
    """`.demo` in the checkout, so that two checkouts do not meet; else the user's cache."""
    if (PROJECT / "pyproject.toml").exists() and os.access(PROJECT, os.W_OK):
        return PROJECT / ".demo"
    cache = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    return Path(cache) / "contact-api" / "demo"


def reachable_folder(folder: Path, account: Account) -> Path:
    """`folder`, made; or, where `account` cannot get there (a closed home folder), one that it can reach.

    Errors: CannotStart when it cannot be written or has too little room.
    """
    _make(folder)
    if account.uid == -1 or can(account, "test", "-x", str(folder)):
        return folder.resolve()
    return _moved(folder.resolve())


def _moved(folder: Path) -> Path:
    """Another place for the same data. A note in `folder` names it; without it, what is there goes."""
    reachable = SHARED / f"contact-api-{sha256(str(folder).encode()).hexdigest()[:12]}"
    note = folder / "moved-to"
    if reachable.is_symlink() or (reachable.exists() and reachable.stat().st_uid != os.geteuid()):
        raise CannotStart(f"{reachable} belongs to somebody else: remove it, or choose another folder.")
    if not note.exists():
        shutil.rmtree(reachable, ignore_errors=True)
    _make(reachable)
    note.write_text(str(reachable))
    return reachable


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free // 2**20
    except OSError as fault:
        raise CannotStart(
            f"{folder} cannot be written ({fault.strerror}): remove it, or choose another folder."
        ) from fault
    if free < NEEDED_MEGABYTES:
        raise CannotStart(
            f"{folder} has {free} MB free, {NEEDED_MEGABYTES} are needed: make room, or move it."
        )


def account_for(folder: Path) -> Account:
    """The present user; for root, who may not run PostgreSQL, the owner of the data, or one without rights.

    Errors: CannotStart when root may not become any of them.
    """
    if os.geteuid() != 0:
        return OURSELVES
    if folder.exists() and (owner := folder.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    for name in WITHOUT_RIGHTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        account = Account(entry.pw_uid, entry.pw_gid)
        if can(account, "true"):
            return account
    raise CannotStart(
        "PostgreSQL does not run as root, and no account without rights is here: run as another user."
    )


def can(account: Account, *command: str) -> bool:
    """Whether `command` ends well when `account` runs it."""
    try:
        run = subprocess.run(command, capture_output=True, check=False, cwd="/", **as_account(account))
    except (OSError, subprocess.SubprocessError):
        return False
    return run.returncode == 0


def as_account(account: Account) -> Any:
    """The arguments with which `subprocess` runs a command as `account`."""
    return {} if account.uid == -1 else {"user": account.uid, "group": account.gid, "extra_groups": ()}


def own_subfolder(folder: Path, name: str, account: Account) -> Path:
    """`folder`/`name`, readable by `account` alone."""
    path = folder / name
    try:
        path.mkdir(mode=0o700, exist_ok=True)
        if account.uid != -1:
            os.chown(path, account.uid, account.gid)
        list(path.iterdir())
    except OSError as fault:
        raise CannotStart(
            f"{path} belongs to another user: remove {folder}, or choose another folder."
        ) from fault
    return path


def free_port() -> int:
    """A port that nobody listens on now; the caller tries again when somebody was quicker."""
    for port in random.sample(PORTS, 200):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise CannotStart(f"No free port between {PORTS.start} and {PORTS.stop} on 127.0.0.1.")


def claim(folder: Path) -> IO[str]:
    """Hold `folder` until the file is closed or this process ends, however it ends.

    Errors: CannotStart, naming the process that holds it.
    """
    holder = (folder / "lock").open("a+")
    try:
        fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        holder.seek(0)
        who = holder.read().strip() or "unknown"
        holder.close()
        raise CannotStart(
            f"{folder} is in use by process {who}: stop it first (Ctrl-C there, or: kill {who})."
        ) from fault
    holder.truncate(0)
    holder.write(str(os.getpid()))
    holder.flush()
    return holder


def until(condition: Callable[[], bool], *, seconds: float, every: float = 0.02) -> bool:
    """Wait for `condition`; False when `seconds` have passed first."""
    last = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > last:
            return False
        time.sleep(every)
    return True
