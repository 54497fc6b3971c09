"""Drive a real notebook server in a real Chromium: servers, pages, and a line to the kernel."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client import BlockingKernelClient
from playwright.sync_api import Browser, Page, Playwright

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
QUIET = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    }
}


def chromium_path() -> str | None:
    """Where the machine's own Chromium is; None lets playwright use the one it brought."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(
        executable_path=chromium_path(), headless=True, args=CHROMIUM_FLAGS
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One JupyterLab or Notebook 7 on 127.0.0.1, with folders of its own."""

    def __init__(self, folder: Path, app: str = "lab", *, dark: bool = False) -> None:
        self.root = folder / "root"
        self.app = app
        self.port, self.token = free_port(), secrets.token_hex(8)
        self.url = f"http://127.0.0.1:{self.port}"
        self.runtime = folder / "runtime"
        for path in (self.root, self.runtime):
            path.mkdir(parents=True, exist_ok=True)
        settings = dict(QUIET)
        if dark:
            settings["@jupyterlab/apputils-extension:themes"] = {"theme": "JupyterLab Dark"}
        config = folder / "config"
        (config / "labconfig").mkdir(parents=True, exist_ok=True)
        overrides = folder / "settings"
        for plugin, values in settings.items():
            package, name = plugin.split(":")
            target = overrides / package / f"{name}.jupyterlab-settings"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps(values))
        environment = dict(
            os.environ,
            JUPYTER_CONFIG_DIR=str(config),
            JUPYTER_RUNTIME_DIR=str(self.runtime),
            JUPYTERLAB_SETTINGS_DIR=str(overrides),
            JUPYTERLAB_WORKSPACES_DIR=str(folder / "workspaces"),
            IPYTHONDIR=str(folder / "ipython"),
        )
        expose = "LabApp" if app == "lab" else "JupyterNotebookApp"
        self.log = folder / "server.log"
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "jupyter",
                app,
                "--no-browser",
                "--allow-root",
                "--ip=127.0.0.1",
                f"--port={self.port}",
                f"--IdentityProvider.token={self.token}",
                f"--ServerApp.root_dir={self.root}",
                f"--{expose}.expose_app_in_browser=True",
            ],
            env=environment,
            stdout=self.log.open("w"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError):
                self.get("/api/status")
                return
            time.sleep(0.1)
        raise RuntimeError(f"The notebook server did not start:\n{self.log.read_text()[-3000:]}")

    def request(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"token {self.token}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as reply:
            text = reply.read()
        return json.loads(text) if text else None

    def get(self, path: str) -> Any:
        return self.request("GET", path)

    def stop(self) -> None:
        """Stop the server and its kernels by the ids that we started."""
        with contextlib.suppress(Exception):
            for session in self.get("/api/sessions"):
                self.request("DELETE", f"/api/sessions/{session['id']}")
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)


class Notebook:
    """One notebook in one page, with a client of its own on the same kernel."""

    def __init__(self, server: Server, page: Page, name: str, cells: list[str]) -> None:
        self.server, self.page, self.name = server, page, name
        self.path = server.root / f"{name}.ipynb"
        book = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source) for source in cells],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        )
        nbformat.write(book, self.path)
        self.problems: list[str] = []
        self.outside: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("request", self._note_request)
        self._client: BlockingKernelClient | None = None

    def _note_request(self, request: Any) -> None:
        if not request.url.startswith((self.server.url, "data:", "blob:", "about:")):
            self.outside.append(request.url)

    def open(self) -> Notebook:
        view = "doc/tree" if self.server.app == "lab" else "notebooks"
        self.page.goto(f"{self.server.url}/{view}/{self.name}.ipynb?token={self.server.token}")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        self.wait_idle()
        return self

    def wait_idle(self, timeout: float = 60) -> None:
        """Return when the kernel of this notebook says that it is idle."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if self.kernel().get("execution_state") == "idle":
                return
            time.sleep(0.1)
        raise TimeoutError(f"kernel is {self.kernel()}")

    def kernel(self) -> dict[str, Any]:
        for session in self.server.get("/api/sessions"):
            if session["path"] == self.path.name:
                return dict(session["kernel"])
        return {}

    def command(self, name: str) -> None:
        self.page.evaluate("name => { window.jupyterapp.commands.execute(name) }", name)

    def theme(self, *, dark: bool) -> None:
        """Change the theme of JupyterLab, and return when the page has it."""
        is_so = "light => document.body.dataset.jpThemeLight === light"
        light = str(not dark).lower()
        if self.page.evaluate(is_so, light):
            return
        self.page.evaluate(
            "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })",
            f"JupyterLab {'Dark' if dark else 'Light'}",
        )
        self.page.wait_for_function(is_so, arg=light)

    def run_next(self) -> None:
        """Run the active cell and select the one below."""
        self.command("notebook:run-cell-and-select-next")

    def run_all(self) -> None:
        self.command("notebook:run-all-cells")

    def widget(self, timeout: float = 60_000) -> Any:
        """Wait for the widget with a card on it; return its root."""
        root = self.page.locator('[data-testid="jupyter-al"]').first
        root.wait_for(timeout=timeout)
        return root

    @property
    def client(self) -> BlockingKernelClient:
        """A client on the same kernel, beside the page's own."""
        if self._client is None:
            file = self.server.runtime / f"kernel-{self.kernel()['id']}.json"
            self._client = BlockingKernelClient(connection_file=str(file))
            self._client.load_connection_file()
            self._client.start_channels()
            _wait_for(self._client, 60)
        return self._client

    def python(self, code: str, timeout: float = 60) -> Any:
        """Evaluate an expression in the kernel; it must give something JSON can hold."""
        wrapped = f"import json as _json; print(_json.dumps({code}))"
        return json.loads(self.execute(wrapped, timeout))

    def execute(self, code: str, timeout: float = 60) -> str:
        """Run code in the kernel and return what it printed."""
        printed: list[str] = []

        def hook(message: dict[str, Any]) -> None:
            if message["msg_type"] == "stream":
                printed.append(message["content"]["text"])
            elif message["msg_type"] == "error":
                raise RuntimeError("\n".join(message["content"]["traceback"]))

        self.client.execute_interactive(
            code, timeout=timeout, output_hook=hook, store_history=False
        )
        return "".join(printed)

    def forget_client(self) -> None:
        """After a kernel restart: the next question opens a new client."""
        if self._client is not None:
            self._client.stop_channels()
            self._client = None

    def close(self) -> None:
        self.forget_client()
        with contextlib.suppress(Exception):
            for session in self.server.get("/api/sessions"):
                if session["path"] == self.path.name:
                    self.server.request("DELETE", f"/api/sessions/{session['id']}")


def _wait_for(client: BlockingKernelClient, seconds: float) -> None:
    """Return when the kernel answers: one whose heartbeat is a second late is called dead."""
    for _ in range(5):
        with contextlib.suppress(RuntimeError):
            client.wait_for_ready(timeout=seconds)
            return
    client.wait_for_ready(timeout=seconds)


@contextlib.contextmanager
def server(folder: Path, app: str = "lab", *, dark: bool = False) -> Iterator[Server]:
    running = Server(folder, app, dark=dark)
    try:
        yield running
    finally:
        running.stop()
