"""Compares what two servers answered."""


def differences(reference, ours, path=""):
    """Every place where the two differ, with both answers."""
    if type(reference) is not type(ours) or not isinstance(reference, (dict, list)):
        return [] if reference == ours else [f"{path}: reference {reference!r}, ours {ours!r}"]
    if isinstance(reference, list):
        if len(reference) != len(ours):
            return [f"{path}: reference {reference!r}, ours {ours!r}"]
        reference, ours = dict(enumerate(reference)), dict(enumerate(ours))
    return [difference for key in {**reference, **ours}
            for difference in differences(reference.get(key, "nothing"), ours.get(key, "nothing"), f"{path}/{key}")]
