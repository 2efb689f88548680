"""The side of PyTorch in a comparison: turns.ts tells when a turn is."""

import json
import os
import sys
import time

import numpy as np
import torch


def read_tensors(path):
    """The tensors of a safetensors file, by name."""
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
        data = file.read()
    types = {"F32": "<f4", "I32": "<i4"}
    return {
        name: torch.from_numpy(
            np.frombuffer(data[slice(*entry["data_offsets"])], types[entry["dtype"]]).reshape(entry["shape"]).copy()
        )
        for name, entry in header.items()
        if name != "__metadata__"
    }


def difference(actual, expected):
    """The largest difference, relative to the largest expected value."""
    return float((actual - expected).abs().max() / expected.abs().max())


def take_turns(run, differences):
    """
    Prints how far apart the two sides are, as JSON; then, for each line of the input, repeats `run` for so many
    milliseconds and prints how many one took. With the word 'processor' behind the number they are those of the processor.
    """
    print(json.dumps(differences), flush=True)
    for line in sys.stdin:
        milliseconds, *words = line.split()
        now = time.process_time if words else time.perf_counter
        start = now()
        runs, elapsed = 0, 0
        while elapsed < float(milliseconds):
            run()
            runs += 1
            elapsed = 1000 * (now() - start)
        print(elapsed / runs, flush=True)


torch.set_num_threads(int(os.environ.get("MBIB_BENCH_THREADS", "1")))
