"""record_all.py FOLDER ROUNDS [wall cpu]: real runs of five programs, in shuffled rounds so that drift of the machine
falls on all alike. FOLDER/CLOCK-PROGRAM/VARIANT-NN.prof; `base` is recorded four times a round."""
import pathlib
import random
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
PROGRAMS = {"words": "weigh", "grid": "energy", "records": "price", "puzzle": "score", "paths": "scan"}
VARIANTS = {"base": (10, 10), "cost12": (12, 10), "cost15": (15, 10), "calls15": (10, 15)}


def record(folder, clock, program, variant, number):
    place = folder / f"{clock}-{program}"
    place.mkdir(parents=True, exist_ok=True)
    out = place / f"{variant}-{number:02}.prof"
    subprocess.run([sys.executable, HERE / "record.py", out, clock, HERE / "programs" / f"{program}.py",
                    *map(str, VARIANTS[variant])], check=True, stdout=subprocess.DEVNULL)


def main():
    folder, rounds = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    clocks = sys.argv[3:] or ["wall", "cpu"]
    order = random.Random(7)
    for turn in range(rounds):
        jobs = [(clock, program, "base", 4 * turn + i) for clock in clocks for program in PROGRAMS for i in range(4)]
        jobs += [(clock, program, variant, turn) for clock in clocks for program in PROGRAMS
                 for variant in VARIANTS if variant != "base"]
        order.shuffle(jobs)
        for clock, program, variant, number in jobs:
            record(folder, clock, program, variant, number)


if __name__ == "__main__":
    main()
