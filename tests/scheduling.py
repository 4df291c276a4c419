"""Which tests share a worker: journeys share their running service, all others their file."""

from typing import Any

from xdist.scheduler.loadscope import LoadScopeScheduling

MORTAL, RUNNING = "journeys with crashes", "journeys"
ALONE = "test_live_day.py"  # it needs no running service
FIRST = (RUNNING, MORTAL)  # the longest: whoever is free takes the rest


class JourneysTogether(LoadScopeScheduling):
    """pytest-xdist's own groups go by an attribute that pytest 9.2 no longer looks at."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        if "journeys/" not in file or file.endswith(ALONE):
            return file
        return MORTAL if "test_crashes" in file else RUNNING

    def _assign_work_unit(self, node: Any) -> None:
        for scope in reversed([one for one in FIRST if one in self.workqueue]):
            self.workqueue.move_to_end(scope, last=False)
        super()._assign_work_unit(node)
