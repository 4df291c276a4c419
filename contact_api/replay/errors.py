"""The one error of the replay's commands."""


class ScenarioFault(Exception):
    """A scenario, an argument or an output folder that cannot be used as it stands.

    The text is one line and says where and what.
    """
