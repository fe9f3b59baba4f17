"""Connects to the port, in each way that Python has.

Technique: reading
Verdict: failed
"""

import asyncio, http.client, socket, urllib.request

def by_asyncio():
    asyncio.run(asyncio.wait_for(asyncio.open_connection("127.0.0.1", PORT), 1))

ways = [
    lambda: socket.create_connection(("127.0.0.1", PORT), 1),
    lambda: socket.socket(socket.AF_UNIX).connect("/run/dbus/system_bus_socket"),
    lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
    lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1),
    lambda: socket.socketpair(),
    lambda: urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=1),
    lambda: http.client.HTTPConnection("localhost", PORT, timeout=1).request("GET", "/"),
    lambda: socket.getaddrinfo("example.com", 80) and None,
    by_asyncio,
]
for number, way in enumerate(ways):
    try:
        way()
    except OSError as error:
        print(type(error).__name__)
        continue
    won(f"the network, by way {number}")
