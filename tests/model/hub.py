"""A small Hugging Face Hub on the loopback address: one repository whose files it holds, with ranges, that may break off once."""

import hashlib
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Hub(ThreadingHTTPServer):
    """`files`: path → bytes. `breaks_after`: bytes of the next download, after which the line goes dead. `seen`: the ranges asked for."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files, self.breaks_after, self.etag, self.seen = {}, None, "", []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def close(self):
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_HEAD(self):
        self._answer(body=False)

    def do_GET(self):
        self._answer(body=True)

    def _answer(self, *, body):
        found = re.fullmatch(r"/lab/(gated|model)/resolve/\w+/(.+)", self.path)
        data = self.server.files.get(found[2]) if found else None
        error = "RepoNotFound" if not found else "GatedRepo" if found[1] == "gated" else "EntryNotFound" if data is None else ""
        if error:
            self._head(403 if error == "GatedRepo" else 404, 0, {"X-Error-Code": error, "X-Error-Message": error})
            return
        self._file(data, body=body)

    def _file(self, data, *, body):
        start = int(re.fullmatch(r"bytes=(\d+)-", self.headers["Range"])[1]) if body and "Range" in self.headers else 0
        about = {"ETag": f'"{self.server.etag or hashlib.sha256(data).hexdigest()}"', "X-Repo-Commit": "c" * 40, "Accept-Ranges": "bytes"}
        if start:
            about["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        self._head(206 if start else 200, len(data) - start, about)
        if body:
            self.server.seen.append(start)
            until, self.server.breaks_after = self.server.breaks_after, None
            self.wfile.write(data[start:until])
            if until is not None:
                self.close_connection = True
                self.connection.shutdown(2)

    def _head(self, code, length, headers):
        self.send_response(code)
        self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
