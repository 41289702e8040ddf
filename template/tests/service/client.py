"""Send the example of each column to a service that runs, and show what it answers."""

import json
import sys
import time
from http.client import HTTPConnection


def main(address: str = "127.0.0.1:8000") -> int:
    connection = HTTPConnection(address)
    for _ in range(60):  # the service may have been started at the same moment
        try:
            connection.connect()
            break
        except ConnectionRefusedError:
            time.sleep(0.5)
    connection.request("GET", "/openapi.json")
    form = json.load(connection.getresponse())["components"]["schemas"]["Row"]
    row = {name: column["examples"][0] for name, column in form["properties"].items()}
    connection.request(
        "POST", "/predict", json.dumps(row), headers={"content-type": "application/json"}
    )
    answer = connection.getresponse()
    sys.stdout.write(f"{json.dumps(row)}\n{answer.status} {answer.read().decode()}\n")
    return int(answer.status != 200)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
