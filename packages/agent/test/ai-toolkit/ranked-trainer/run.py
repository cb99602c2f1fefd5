# Has as much of AI Toolkit's process contract as a launcher of several processes can be tried with: every rank
# opens the control row and counts steps, the first writes them down, and each ends when it is told to stop.
import json
import os
import sqlite3
import sys
import time

config = json.load(open(sys.argv[1]))
settings = config["config"]["process"][0]
behaviour = settings.get("behaviour", {})
rank = int(os.environ["RANK"])
with open(os.path.join(behaviour["notesIn"], f"rank-{rank}.json"), "w") as note:
    json.dump({"pid": os.getpid(), "args": sys.argv, "env": dict(os.environ)}, note)

row = sqlite3.connect(settings["sqlite_db_path"], timeout=10, isolation_level=None)
job = os.environ["AITK_JOB_ID"]


def tell(key, value):
    if rank == 0:
        row.execute(f"UPDATE Job SET {key} = ? WHERE id = ?", (str(value), job))


tell("info", "Training")
for step in range(settings["train"]["steps"]):
    time.sleep(0.02)
    if behaviour.get("failingRank") == rank and step == 10:
        raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB.")
    tell("step", step + 1)
    (stop,) = row.execute("SELECT stop FROM Job WHERE id = ?", (job,)).fetchone()
    if stop and not behaviour.get("ignoresStop"):
        tell("status", "stopped")
        raise Exception("Job stopped")
