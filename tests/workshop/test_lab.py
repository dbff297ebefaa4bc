"""What JupyterLab is told before it starts."""

import json

from kit.workshop import lab


def test_jupyterlab_is_told_not_to_ask_for_news():
    (file,) = lab.SETTINGS.rglob("*.json")
    assert file.relative_to(lab.SETTINGS).as_posix() == "labconfig/default_setting_overrides.json"
    told = json.loads(file.read_text())["@jupyterlab/apputils-extension:notification"]
    assert told == {"fetchNews": "false", "checkForUpdates": False}
