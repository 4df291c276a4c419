"""`python -m benchmarks.replay_reference SCENARIO`: the same day from one queue, first come first served.

Nobody is promised anything and nothing is planned. So this is what reading a day, moving the clock and giving whoever
is free the contact that has waited longest cost alone.
"""

import sys
from pathlib import Path

from contact_api.replay.baselines.first_come import first_come
from contact_api.replay.results.figures import summary_of
from contact_api.replay.scenario.region import region_of
from contact_api.replay.scenario.scenario import read_scenario

if __name__ == "__main__":
    scenario = read_scenario(Path(sys.argv[1]))
    print(summary_of(first_come(scenario), region_of(scenario)))
