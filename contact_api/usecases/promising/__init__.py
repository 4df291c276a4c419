"""From a need to a promised window: at intake, by choice, by reassigning others."""
