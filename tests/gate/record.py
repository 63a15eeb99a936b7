"""record.py OUT wall|cpu PROGRAM [ARGUMENTS]: one cProfile run of a program, with the clock of the wall or of the process."""
import cProfile
import sys
import time

out, clock, program = sys.argv[1:4]
sys.argv = [program] + sys.argv[4:]
code = compile(open(program).read(), program.rsplit("/", 1)[-1], "exec")
profile = cProfile.Profile(time.process_time) if clock == "cpu" else cProfile.Profile()
space = {"__name__": "__main__", "__builtins__": __builtins__}
try:
    profile.runctx(code, space, space)
finally:
    profile.dump_stats(out)
