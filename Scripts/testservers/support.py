"""What the test servers have in common."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time

# Threads of tests take no signals, and what they start inherits that; a server has to end when it is told to.
signal.pthread_sigmask(signal.SIG_SETMASK, [])


def run(*command):
    """Runs a program to its end and returns what it printed; a failure ends the server with its messages."""
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=60)
    if result.returncode != 0:
        sys.exit(f"{command[0]} failed: {result.stderr}")
    return result.stdout


def free_port(address="127.0.0.1"):
    with socket.socket() as probe:
        probe.bind((address, 0))
        return probe.getsockname()[1]


def certificates(state, address):
    """An authority of our own and a certificate by it for the address and localhost."""
    ca, key, request = state / "ca.pem", state / "server.key", state / "server.csr"
    if ca.exists():
        return
    extensions = state / "extensions"
    extensions.write_text(f"subjectAltName=IP:{address},DNS:localhost\n")
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
        "-keyout", state / "ca.key", "-out", ca, "-subj", "/CN=Martlet test authority")
    run("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-keyout", key, "-out", request, "-subj", f"/CN={address}")
    run("openssl", "x509", "-req", "-in", request, "-CA", ca, "-CAkey", state / "ca.key", "-CAcreateserial",
        "-days", "2", "-extfile", extensions, "-out", state / "server.pem")


def wait_for_port(port, children, address="127.0.0.1", seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        children.check()
        try:
            socket.create_connection((address, port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.02)
    sys.exit(f"nothing listens on port {port} after {seconds} s")


def die_with_parent():
    """Even `kill -9` of the server leaves nothing behind (Linux)."""
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
    except (AttributeError, OSError):
        pass


class Children:
    """Programs that end with the server, however it ends."""

    def __init__(self):
        self.processes = []

    def start(self, *command):
        words = [str(word) for word in command]
        path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
        self.processes.append(subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=sys.stderr, env={**os.environ, "PATH": path},
            preexec_fn=die_with_parent))

    def check(self):
        for process in self.processes:
            if process.poll() is not None:
                sys.exit(f"{process.args[0]} ended with {process.returncode}")

    def until_input_ends(self):
        while sys.stdin.buffer.read(4096):
            pass

    def __enter__(self):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
