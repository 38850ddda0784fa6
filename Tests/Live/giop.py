"""The least of CORBA that it takes to call an operation without arguments over a socket of one's own."""
import socket
import struct

REPLY = b"GIOP\x01\x00\x01\x01"


def request(key, operation):
    """A request of GIOP 1.0 in little-endian order."""
    def padded(data):
        return data + bytes(-len(data) % 4)
    key, operation = key.encode(), operation.encode() + b"\0"
    body = struct.pack("<II?xxxI", 0, 1, True, len(key)) + padded(key)
    body += struct.pack("<I", len(operation)) + padded(operation) + struct.pack("<I", 0)
    return b"GIOP\x01\x00\x01\x00" + struct.pack("<I", len(body)) + body


def connect(port):
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def ping(connection, key):
    """Whether a device answers."""
    connection.sendall(request(key, "ping"))
    return connection.recv(1000).startswith(REPLY)
