"""Send the typical row to a service that runs, and show what it answers."""

import json
import sys

import httpx


def main(address: str = "127.0.0.1:8000") -> int:
    patient = httpx.HTTPTransport(retries=7)  # the service may have just been started
    with httpx.Client(base_url=f"http://{address}", transport=patient, timeout=None) as client:
        form = client.get("/openapi.json").json()["components"]["schemas"]["Row"]
        [row] = form["examples"]
        answer = client.post("/predict", json=row)
    sys.stdout.write(f"{json.dumps(row)}\n{answer.status_code} {answer.text}\n")
    return int(answer.status_code != 200)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
