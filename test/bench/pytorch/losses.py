"""MBIB in PyTorch, forward and backward: `losses.py FILE GAMMA`, FILE with what losses/against-pytorch.ts writes."""

import sys

from appendix_j import mbib_loss
from turns import difference, read_tensors, take_turns

path, gamma = sys.argv[1], float(sys.argv[2])
tensors = read_tensors(path)
labels = tensors["labels"].long()
counts = tensors["counts"]
logits = [tensors[f"logits{i}"].requires_grad_() for i in range(4)]


def run():
    for each in logits:
        each.grad = None
    loss = mbib_loss(labels, logits[:3], logits[3], counts, gamma)
    loss.backward()
    return loss.item()


differences = {"loss": abs(run() / tensors["loss"].item() - 1)}
for i, each in enumerate(logits):
    differences[f"gradient {i + 1}"] = difference(tensors[f"gradient{i}"], each.grad)
take_turns(run, differences)
