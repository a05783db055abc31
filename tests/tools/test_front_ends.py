"""Other front ends on the kernelspec: nbclient, and a Jupyter server with a browser's REST and websocket. Real ones."""

import json
import os
import re
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import pytest
import websocket
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from nbclient import NotebookClient

from tools.outputs import REMOVED
from tools.sandbox.spec import FOLDER, NAME, OnlySandboxed, kernel_spec, server_arguments

HOSTILE = """
from IPython.display import display
print("\\x1b]0;title\\x07seen", __import__("os").getcwd())
display({"text/html": "<script>alert(1)</script>"}, raw=True)
display({"application/javascript": "alert(1)", "text/plain": "plain"}, raw=True)
import ipywidgets
widget = ipywidgets.HTML("<img src=x onerror=alert(1)>")
"""


def test_other_kernels_are_refused():
    specs = OnlySandboxed()
    assert list(specs.find_kernel_specs()) == [NAME]
    with pytest.raises(NoSuchKernel):
        specs.get_kernel_spec("python3")


def test_a_client_that_knows_no_provisioners_starts_nothing():
    argv = [sys.executable, *kernel_spec().argv[1:-1], "connection.json"]
    done = subprocess.run(argv, capture_output=True, text=True)
    assert done.returncode == 1 and "隔離なしでは始まりません" in done.stderr


def test_the_spec_names_a_provisioner_that_is_there():
    assert KernelProvisionerFactory().is_provisioner_available(kernel_spec())


def test_nbclient_runs_in_the_sandbox(runner, tmp_path):
    """With the manager of everybody, who finds the spec in a folder of kernels."""
    (tmp_path / NAME).symlink_to(FOLDER)
    cells = [nbformat.v4.new_code_cell("import os\nprint(os.getcwd(), os.getuid())"), nbformat.v4.new_code_cell(HOSTILE)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    manager = AsyncKernelManager(kernel_name=NAME, kernel_spec_manager=KernelSpecManager(kernel_dirs=[str(tmp_path)]))

    async def execute():
        client = NotebookClient(notebook, km=manager)
        await client.async_execute()
        client.kc.stop_channels()
        await manager.shutdown_kernel(now=True)

    runner.run(execute())
    first, second = notebook.cells
    assert first.outputs[0].text == "/workspace 1000\n"
    shown = json.dumps(second.outputs, ensure_ascii=False)
    assert REMOVED in shown and "script" not in shown and "alert" not in shown and "\\u001b" not in shown


def test_a_notebook_in_a_runs_folder_has_the_inputs_of_that_run_and_nothing_else(tmp_path):
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "path.extxyz").write_text("of the run")
    (tmp_path / "inputs" / "more").symlink_to("/etc/passwd")
    (tmp_path / "run.json").write_text("{}")
    look = "import os\nprint(sorted(os.listdir('inputs')), os.listdir('.'), open('inputs/path.extxyz').read())"
    cells = [nbformat.v4.new_code_cell(look), nbformat.v4.new_code_cell("open('inputs/path.extxyz', 'w')")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name=NAME, allow_errors=True, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert notebook.cells[0].outputs[0].text == "['path.extxyz'] ['inputs'] of the run\n"
    assert notebook.cells[1].outputs[0].ename in ("PermissionError", "OSError")
    assert (tmp_path / "inputs" / "path.extxyz").read_text() == "of the run"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """(address, token) of a server started as we start one, in the face of a user's configuration that allows everything."""
    home, token = tmp_path_factory.mktemp("home"), secrets.token_hex()
    (home / "jupyter_server_config.py").write_text(
        "c.ServerApp.kernel_spec_manager_class = 'jupyter_client.kernelspec.KernelSpecManager'\nc.ServerApp.terminals_enabled = True\n"
        "c.ServerApp.allow_external_kernels = True\n"
    )
    places = {f"JUPYTER_{name}_DIR": str(home) for name in ("CONFIG", "DATA", "RUNTIME")}
    environment = {**os.environ, **places, "JUPYTER_TOKEN": token, "JUPYTER_GATEWAY_URL": "http://127.0.0.1:9"}
    options = [
        "--no-browser",
        "--port=0",
        "--ip=127.0.0.1",
        f"--ServerApp.root_dir={home}",
        *(["--allow-root"] if os.getuid() == 0 else []),
    ]
    argv = [sys.executable, "-m", "jupyter_server", *options, *server_arguments()]
    with (home / "log").open("w") as log, subprocess.Popen(argv, stderr=log, stdout=log, env=environment) as process:
        try:
            yield _address(process, home / "log"), token
        finally:
            process.terminate()


def _address(process, log: Path) -> str:
    while process.poll() is None:
        if found := re.search(r"(http://127\.0\.0\.1:\d+)/\?token", log.read_text()):
            return found[1]
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def ask(server, method, path, body=None):
    """(status, JSON) of one request."""
    address, token = server
    headers = {"Authorization": f"token {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{address}/api/{path}", method=method, headers=headers, data=body and json.dumps(body).encode())
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
            return answer.status, json.loads(text) if text else None
    except urllib.error.HTTPError as error:
        with error:
            return error.code, None


def test_a_server_of_ours_lists_and_starts_the_sandboxed_kernel_alone(server):
    _, specs = ask(server, "GET", "kernelspecs")
    assert (specs["default"], list(specs["kernelspecs"])) == (NAME, [NAME])
    session = {"path": "x.ipynb", "name": "x", "type": "notebook", "kernel": {"name": "python3"}}
    assert ask(server, "POST", "kernels", {"name": "python3"})[0] >= 400
    assert ask(server, "POST", "sessions", session)[0] >= 400
    assert ask(server, "GET", "kernels") == (200, [])
    assert ask(server, "POST", "terminals", {})[0] in (403, 404)


def test_a_browser_gets_what_the_filter_passes(server):
    status, kernel = ask(server, "POST", "kernels", {})
    assert (status, kernel["name"]) == (201, NAME)
    address, token = server
    url = f"{address.replace('http', 'ws')}/api/kernels/{kernel['id']}/channels?session_id=1"
    browser = websocket.create_connection(url, header=[f"Authorization: token {token}"], timeout=60)
    try:
        content = {
            "code": HOSTILE,
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": True,
        }
        header = {"msg_id": "1", "session": "1", "username": "", "msg_type": "execute_request", "version": "5.3", "date": ""}
        message = {"header": header, "parent_header": {}, "metadata": {}, "channel": "shell", "content": content}
        browser.send(json.dumps(message))
        heard = []
        while not heard or heard[-1]["content"].get("execution_state") != "idle" or heard[-1]["parent_header"].get("msg_id") != "1":
            heard.append(json.loads(browser.recv()))
    finally:
        browser.close()
    shown = [one for one in heard if one["msg_type"] not in ("execute_input", "status")]
    text = json.dumps(shown)
    assert "seen /workspace" in text and "\\u001b" not in text and "script" not in text and "alert" not in text
    assert [one["content"]["data"]["text/plain"] for one in shown if one["msg_type"] == "display_data"][:2] == [REMOVED, "plain"]
    assert not any(one["content"]["data"]["state"].get("_model_name") == "HTMLModel" for one in shown if one["msg_type"] == "comm_open")
    assert ask(server, "DELETE", f"kernels/{kernel['id']}")[0] == 204
