"""Real Tango clients of both generations meet a TangoTest server without a database."""
import json


def test_scalars_spectra_and_echoes(tangotest, client):
    told = json.loads(client("echoes.py", tangotest.device()))
    assert told["class"] == "TangoTest"


def test_ends_cleanly_when_asked(tangotest):
    assert tangotest.terminate() == 0
