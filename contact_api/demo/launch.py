"""Become another program: give up rights, die with the parent, then exec. Run by path, standard library only.

    launch.py PARENT_PID SIGNAL UID GID PROGRAM ARGUMENT…

On Linux the kernel sends SIGNAL to the program when the *thread* that started it ends, however it ends;
elsewhere the next start ends what was left over.
A program of its own is safe among threads; `preexec_fn` is not.
UID -1 keeps the rights. The order matters: a change of user clears the parent-death signal.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, signal: int, uid: int, gid: int, program: list[str]) -> None:
    if uid != -1:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0)
        if os.getppid() != parent:  # it ended before we asked to be told
            os._exit(0)
    os.umask(0o077)
    os.execv(program[0], program)  # noqa: S606  an argument list, no shell


if __name__ == "__main__":
    parent, signal, uid, gid = map(int, sys.argv[1:5])
    main(parent, signal, uid, gid, sys.argv[5:])
