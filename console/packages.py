#!/usr/bin/python3
"""packages.py FOLDER: installs the npm packages that FOLDER/package-lock.json names, if they are not
there already. Asks the network for nothing when nothing changed.
"""
import fcntl
import hashlib
import pathlib
import shutil
import subprocess
import sys

OFFLINE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "ENOTCACHED", "network")


class Missing(Exception):
    """What a person must do before the build can go on, in one sentence."""


def program(name: str) -> str:
    path = shutil.which(name)
    if not path:
        raise Missing(f"{name} is missing; Debian has it: apt-get install nodejs npm")
    return path


def install(folder: pathlib.Path) -> None:
    """Makes FOLDER/node_modules match the lock file."""
    npm = program("npm")
    program("node")
    lock = folder / "package-lock.json"
    with lock.open("rb") as file:
        # Two build trees of one source may come here at once; the second finds the work done.
        fcntl.flock(file, fcntl.LOCK_EX)
        wanted = hashlib.sha256(file.read()).hexdigest()
        stamp = folder / "node_modules" / ".umec-lock"
        if stamp.exists() and stamp.read_text() == wanted:
            return
        # No package here needs an install script, so none gets to run.
        command = [npm, "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--fetch-retries=2"]
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            if any(word in done.stdout for word in OFFLINE):
                raise Missing(
                    f"the packages of {folder.name}/ are not on this machine yet and npm's registry cannot be reached: "
                    "connect to the network once and build again"
                )
            raise Missing(f"npm ci failed in {folder}:\n{done.stdout.strip()}")
        stamp.write_text(wanted)


if __name__ == "__main__":
    try:
        install(pathlib.Path(sys.argv[1]).resolve())
    except Missing as missing:
        sys.exit(f"console: {missing}")
