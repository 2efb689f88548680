"""Writes optimizers-golden.json: what PyTorch's SGD and AdamW compute, in float64, for test/training/torch.test.ts.

    pip install torch
    python3 test/golden/optimizers.py

A case has named variables, the options of the optimizer under their names in mbib, and steps: the gradient of each variable,
null for None, and sometimes a learning rate that is set before the step, in proportion for every group. `expected` has the
values of all variables after each step.
"""

import itertools
import json
import pathlib
import random

import torch

torch.set_default_dtype(torch.float64)
STEPS = 6
NAMES = {"backbone/kernel": 6, "backbone/bias": 3, "head/kernel": 4, "head/bias": 2}
GROUPS = [
    {"match": "head/", "learningRate": 0.2, "weightDecay": 0.0},
    {"match": "backbone/b", "weightDecay": 0.3},
    {"match": "backbone/", "learningRate": 0.01},
]


def parameters_of(options, variables):
    """PyTorch's parameter groups: a variable is in the first group whose text its name begins with."""
    groups = [{**group, "params": []} for group in [*options.get("groups", []), {"match": ""}]]
    for name, variable in variables.items():
        next(group for group in groups if name.startswith(group["match"]))["params"].append(variable)
    translated = {"learningRate": "lr", "weightDecay": "weight_decay", "params": "params"}
    return [
        {translated[key]: value for key, value in group.items() if key in translated}
        for group in groups
        if group["params"]
    ]


def optimizer_of(kind, options, variables):
    parameters = parameters_of(options, variables)
    common = {"lr": options["learningRate"]}
    if "weightDecay" in options:
        common["weight_decay"] = options["weightDecay"]
    if kind == "sgd":
        rest = {key: options[key] for key in ("momentum", "nesterov") if key in options}
        return torch.optim.SGD(parameters, **common, **rest)
    if "beta1" in options:
        common["betas"] = (options["beta1"], options["beta2"])
    if "epsilon" in options:
        common["eps"] = options["epsilon"]
    return torch.optim.AdamW(parameters, **common)


def run(name, kind, options, with_none, schedule):
    generator = random.Random(name)
    numbers = lambda count, scale: [round(generator.gauss(0, scale), 3) for _ in range(count)]
    start = {variable: numbers(count, 1) for variable, count in NAMES.items()}
    variables = {variable: torch.tensor(values, requires_grad=True) for variable, values in start.items()}
    optimizer = optimizer_of(kind, options, variables)
    initial = [group["lr"] for group in optimizer.param_groups]
    steps, expected = [], []
    for index in range(STEPS):
        step = {"gradients": {}}
        if schedule and index >= 2:
            step["learningRate"] = options["learningRate"] * 0.5 ** (index - 1)
            for group, rate in zip(optimizer.param_groups, initial):
                group["lr"] = rate * step["learningRate"] / options["learningRate"]
        for position, (variable, tensor) in enumerate(variables.items()):
            none = with_none and (index + position) % 3 == 0
            values = None if none else numbers(NAMES[variable], 1 if index % 2 else 0.1)
            step["gradients"][variable] = values
            tensor.grad = None if none else torch.tensor(values)
        if "clipNorm" in options:
            torch.nn.utils.clip_grad_norm_(variables.values(), options["clipNorm"])
        optimizer.step()
        steps.append(step)
        expected.append({variable: tensor.tolist() for variable, tensor in variables.items()})
    return {"name": name, "optimizer": kind, "options": options, "start": start, "steps": steps, "expected": expected}


BASES = {
    "sgd": {
        "plain": {"learningRate": 0.1},
        "momentum": {"learningRate": 0.1, "momentum": 0.9, "weightDecay": 0.05},
        "nesterov": {"learningRate": 0.1, "momentum": 0.8, "weightDecay": 0.05, "nesterov": True},
    },
    "adamW": {
        "defaults": {"learningRate": 0.05},
        "strong decay": {"learningRate": 0.05, "weightDecay": 0.5, "beta1": 0.8, "beta2": 0.95, "epsilon": 0.01},
    },
}

cases = []
for kind, bases in BASES.items():
    for base, options in bases.items():
        for groups, clip, none in itertools.product([False, True], repeat=3):
            extra = {**({"groups": GROUPS} if groups else {}), **({"clipNorm": 0.5} if clip else {})}
            words = [word for word, given in (("groups", groups), ("clip", clip), ("None", none)) if given]
            name = ", ".join([f"{kind} {base}", *words])
            cases.append(run(name, kind, {**options, **extra}, none, schedule=groups))

text = {"generator": f"test/golden/optimizers.py, torch {torch.__version__}, float64", "cases": cases}
pathlib.Path(__file__).with_name("optimizers-golden.json").write_text(json.dumps(text) + "\n")
