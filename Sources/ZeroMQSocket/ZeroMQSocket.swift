// The module ZeroMQSocket.
