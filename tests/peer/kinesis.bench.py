"""How many records a second are put here, natively, and in moto, an emulator of AWS in Python, with its usual client, boto3: for
scale, not as a contest, because a call to moto passes through HTTP and JSON, and one here passes none. Both take 500 records of
200 bytes a call on 1,000 shards. Prints both figures and their ratio; enforces nothing. `cargo xtask bench` runs it, and by
itself it is run as `python3 tests/peer/kinesis.bench.py`. (kinesalite was tried as well: at 1,000 shards it is slower than moto.)

The first time it installs moto and boto3 from PyPI, in the versions below, into `peer/` of cargo's target directory. moto's server
listens on 127.0.0.1 alone and is ended by this script.
"""

import os
import re
import socket
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

PACKAGES = ["moto[server]==5.2.5", "boto3==1.44.8"]
SHARDS = 1_000
BATCH = 500
RECORD_BYTES = 200
# Different batches, so that keys go everywhere.
BATCHES = 20
# A round has as many calls; its speed is one figure, of which the median is taken.
CALLS = 10
ROUNDS = 5
# No other round is begun after so long.
SECONDS_MAX = 60

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "peer"
PYTHON = FOLDER / "bin" / "python"


def main():
    if Path(sys.prefix).resolve() != FOLDER.resolve():
        install()
        sys.exit(subprocess.run([PYTHON, __file__]).returncode)
    ours = put_here()
    theirs = put_in_moto()
    print(f"here      {ours:>10,.0f} records/s  (through the door, by a producer)")
    print(f"moto      {theirs:>10,.0f} records/s  ({', '.join(PACKAGES)}, over HTTP)")
    print(f"ratio     {ours / theirs:>10,.0f}")


def install():
    """An environment with the packages, made anew where the versions are others."""
    stamp = FOLDER / "packages.txt"
    if stamp.is_file() and stamp.read_text() == "\n".join(PACKAGES):
        return
    print(f"installing {' and '.join(PACKAGES)} into {FOLDER}", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", FOLDER], check=True)
    subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES], check=True)
    stamp.write_text("\n".join(PACKAGES))


def put_here():
    """The median that `src/host/examples/bench/puts.rs` prints."""
    cargo = [os.environ.get("CARGO", "cargo"), "run", "--quiet", "--profile", "bench", "--config", "profile.bench.opt-level=3"]
    command = [*cargo, "-p", "host", "--example", "bench", "puts"]
    told = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return float(re.search(r"^median +(\d+)", told, re.MULTILINE).group(1))


def put_in_moto():
    """The median of some rounds."""
    import boto3

    with server() as address:
        access = {"aws_access_key_id": "none", "aws_secret_access_key": "none", "region_name": "us-east-1"}
        kinesis = boto3.client("kinesis", endpoint_url=address, **access)
        kinesis.create_stream(StreamName="load", ShardCount=SHARDS)
        kinesis.get_waiter("stream_exists").wait(StreamName="load")
        batches = [batch(number) for number in range(BATCHES)]
        speeds, began, calls = [], time.monotonic(), 0
        while len(speeds) < ROUNDS and time.monotonic() - began < SECONDS_MAX:
            start = time.perf_counter()
            for _ in range(CALLS):
                output = kinesis.put_records(StreamName="load", Records=batches[calls % BATCHES])
                calls += 1
                if output["FailedRecordCount"] != 0:
                    raise SystemExit(f"moto refused {output['FailedRecordCount']} records")
            speeds.append(CALLS * BATCH / (time.perf_counter() - start))
        return statistics.median(speeds)


@contextmanager
def server():
    """moto's server, as long as it is needed; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [FOLDER / "bin" / "moto_server", "-H", "127.0.0.1", "-p", str(port)]
    with open(FOLDER / "server.log", "w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        wait_for(process, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def wait_for(process, port):
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"moto's server does not answer: see {FOLDER / 'server.log'}")


def batch(number):
    """Records with keys of 16 bytes and data of RECORD_BYTES, as a producer here makes them."""
    keys = (f"key-{number * BATCH + index}".ljust(16, "-") for index in range(BATCH))
    return [{"PartitionKey": key, "Data": b"x" * RECORD_BYTES} for key in keys]


if __name__ == "__main__":
    main()
