"""Stands between client and server and cuts the connection in the middle of what the server sends."""

import socket
import threading
from contextlib import suppress


class CuttingProxy:
    """Listens on loopback and hands bytes on. Each connection is cut after as many bytes from the server as the next
    of ``cuts`` says; when none is left, connections stay whole. ``connections`` counts them, ``carried`` the bytes that
    came from the server.
    """

    def __init__(self, address: str, port: int, cuts: list[int]) -> None:
        self.connections = self.carried = 0
        self._target, self._cuts = (address, port), list(cuts)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._ends: list[socket.socket] = []
        self._servers: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def __enter__(self) -> "CuttingProxy":
        return self

    def __exit__(self, *_: object) -> None:
        self._end(self._socket, *self._ends)
        for thread in list(self._threads):
            thread.join(10)
            assert not thread.is_alive()
        for one in (self._socket, *self._ends):
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._socket.accept()
                server = socket.create_connection(self._target)
                self.connections += 1
                self._ends += [client, server]
                self._servers.append(server)
                left = self._cuts.pop(0) if self._cuts else -1
                for source, sink, most in ((client, server, -1), (server, client, left)):
                    self._threads.append(threading.Thread(target=self._carry, args=(source, sink, most)))
                    self._threads[-1].start()

    def _carry(self, source: socket.socket, sink: socket.socket, most: int) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if -1 < most <= len(data):
                    sink.sendall(data[:most])
                    break
                most -= len(data) if most > -1 else 0
                self.carried += len(data) if sink not in self._servers else 0
                sink.sendall(data)
        self._end(source, sink)

    @staticmethod
    def _end(*ends: socket.socket) -> None:
        for one in ends:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
