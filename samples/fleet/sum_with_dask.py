#!/usr/bin/python3
"""sum_with_dask.py PROFILES OUT: sums PROFILES/HOST/* with Dask's scheduler; see README.md.

A task of a worker that died goes to another; an output is whole or absent, so nothing is left of it.
"""
import argparse
import os
import pathlib
import subprocess

from distributed import Client, LocalCluster

PROGRAM = os.environ.get("PROF2GRAPH", "prof2graph")
AT_ONCE = 16  # shards become one


def run(*arguments, folder=None):
    subprocess.run([PROGRAM, "-q", *map(str, arguments)], check=True, cwd=folder)


def merge(files, out):
    """Runs on a worker, which sees the same folders. Twice is as good as once."""
    run("merge", "--shards", *files, "-o", out)
    return out


def sum_all(client, profiles, out):
    hosts = sorted(path for path in profiles.iterdir() if path.is_dir())
    level = [client.submit(merge, sorted(host.iterdir()), out / "0" / f"{host.name}.p2g.zst") for host in hosts]
    depth = 0
    while len(level) > 1:
        depth += 1
        (out / str(depth)).mkdir(exist_ok=True)
        groups = [level[i:i + AT_ONCE] for i in range(0, len(level), AT_ONCE)]
        level = [client.submit(merge, group, out / str(depth) / f"{i}.p2g.zst") for i, group in enumerate(groups)]
    return level[0].result()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("profiles", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--scheduler", help="tcp://HOST:8786; without it workers are started here")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    options = parser.parse_args()
    out = options.out
    (out / "0").mkdir(parents=True, exist_ok=True)
    where = options.scheduler or LocalCluster(n_workers=options.workers, threads_per_worker=1, dashboard_address=None)
    with Client(where) as client:
        sum_all(client, options.profiles, out).rename(out / "fleet.p2g.zst")
    run("fleet.p2g.zst", "-o", "fleet.svg", folder=out)
    run("merge", "--spread", *sorted(path.name for path in (out / "0").iterdir()), "-o", "../hosts.csv", folder=out / "0")


if __name__ == "__main__":
    main()
