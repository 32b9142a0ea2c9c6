"""Fava's income statement of a year on the journal of one import, against our whole overview of that year.

Fava and what it needs (some of it GPL) live in an environment of their own, made at the first run, and run as a process
of their own. Loading the journal is not counted.
"""

import json
import subprocess
import sys
import venv
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.bench_beancount import write_beancount
from bench.bench_columns import book, cold, frame
from bench.measure import Result, Scale, measure

FAVA = "fava==1.30.16"
HOME = Path(__file__).resolve().parent.parent / "var" / "fava"
MOST = 100_000  # rows: of more, loading takes minutes and gigabytes
ASK = """
import json, sys, time
from fava.application import create_app
app = create_app([sys.argv[1]], load=True)
(slug,) = app.config["LEDGERS"].ledgers_by_slug
client, told = app.test_client(), []
client.get(f"/{slug}/api/errors")
for year in sys.argv[2:]:
    began = time.perf_counter()
    answer = client.get(f"/{slug}/api/income_statement?time={year}")
    told.append(1000 * (time.perf_counter() - began))
    assert answer.status_code == 200, answer.data[:200]
print(json.dumps(told))
"""


@measure("fava_vs_dashboard", "ratio", 1, better="higher", tier="full")
def against_fava(scale: Scale) -> Result:
    """The mean of all years, each asked for once."""
    user = book(min(scale.rows, MOST), is_full=False)
    years = sorted(frame(user)["day"].dt.year.unique().tolist())
    ours = [wall for wall, _ in cold(user, [f"/?from={year}-01-01&to={year}-12-31" for year in years])]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "journal.beancount"
        movements = write_beancount(user, path)
        command = [str(_python()), "-c", ASK, str(path), *map(str, years)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    theirs = json.loads(done.stdout.splitlines()[-1])
    mine, other = sum(ours) / len(ours), sum(theirs) / len(theirs)
    return Result(
        other / mine,
        f"{movements:,} movements: {mine:.0f} ms for the whole page, {other:.0f} ms for the data",
    )


def _python() -> Path:
    """The interpreter of the environment that has Fava. Raises CalledProcessError when it cannot be installed."""
    python = HOME / "bin" / "python"
    if not python.exists():
        venv.create(HOME, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", FAVA], check=True, stdout=sys.stderr)
    return python
