"""Compares the stages of a backbone with torchvision's: `backbones.py NAME FILE`.

FILE is a safetensors file with the backbone's weights under their tfjs names, `images` [batch, height, width, 3] and the
maps `stage1`..`stage4` [batch, height, width, channels] that tfjs computed of them, and `gradient:NAME`, the gradients of
the mean square of the last stage in training. Prints, as JSON, the number of weights compared, the largest difference of
every stage relative to the largest value of torchvision's map, and the norm of the difference of all gradients from
torchvision's in float64, relative to theirs: that of tfjs, and that of torchvision's own in float32.
"""

import copy
import json
import re
import sys

import numpy as np
import torch
from torchvision.models import resnet50, resnext50_32x4d
from torchvision.models.resnet import BasicBlock, ResNet

NETWORKS = {
    "resnet10": lambda: ResNet(BasicBlock, [1, 1, 1, 1]),
    "resnet50": resnet50,
    "resnext50": resnext50_32x4d,
}
PARAMETERS = {
    "kernel": "weight",
    "gamma": "weight",
    "beta": "bias",
    "moving_mean": "running_mean",
    "moving_variance": "running_var",
}


def read_safetensors(path):
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
        data = file.read()
    header.pop("__metadata__", None)
    return {
        name: np.frombuffer(data[slice(*entry["data_offsets"])], "<f4").reshape(entry["shape"])
        for name, entry in header.items()
    }


def torch_name(name):
    layer, parameter = name.split("/")
    norm = layer.endswith("_norm")
    layer = layer.removesuffix("_norm")
    block = re.fullmatch(r"stage(\d)_block(\d)_(?:conv(\d)|shortcut)", layer)
    if layer == "stem":
        module = "bn1" if norm else "conv1"
    else:
        stage, number, convolution = block.groups()
        kind = f"{'bn' if norm else 'conv'}{convolution}" if convolution else f"downsample.{int(norm)}"
        module = f"layer{stage}.{int(number) - 1}.{kind}"
    return f"{module}.{PARAMETERS[parameter]}"


def torch_value(value):
    # tfjs has kernels as [height, width, in, out], PyTorch as [out, in, height, width].
    return torch.from_numpy((value.transpose(3, 2, 0, 1) if value.ndim == 4 else value).copy())


def gradient_errors(network, tensors):
    images = torch.from_numpy(tensors["images"].transpose(0, 3, 1, 2).copy())
    exact = gradients(copy.deepcopy(network).double(), images.double())
    prefix = "gradient:"
    actual = {
        torch_name(key.removeprefix(prefix)): torch_value(value)
        for key, value in tensors.items()
        if key.startswith(prefix)
    }
    return {"tfjs": distance(actual, exact), "torch": distance(gradients(network, images), exact)}


def gradients(network, images):
    network.train()
    # Its forward pass flattens the last map, which does not change the mean.
    network.avgpool = network.fc = torch.nn.Identity()
    network(images).square().mean().backward()
    return {name: parameter.grad for name, parameter in network.named_parameters()}


def distance(actual, exact):
    difference = sum(float((actual[name] - exact[name]).square().sum()) for name in exact)
    return (difference / sum(float(each.square().sum()) for each in exact.values())) ** 0.5


def main(name, path):
    tensors = read_safetensors(path)
    network = NETWORKS[name]()
    weights = {torch_name(key): torch_value(value) for key, value in tensors.items() if "/" in key and ":" not in key}
    missing, unexpected = network.load_state_dict(weights, strict=False)
    missing = [key for key in missing if not key.startswith("fc.") and not key.endswith("num_batches_tracked")]
    if missing or unexpected:
        raise SystemExit(f"{name} differs from torchvision's: it lacks {missing}, and adds {unexpected}.")
    network.eval()
    errors = {}
    with torch.no_grad():
        x = torch.from_numpy(tensors["images"].transpose(0, 3, 1, 2).copy())
        x = network.maxpool(network.relu(network.bn1(network.conv1(x))))
        for stage in range(1, 5):
            x = getattr(network, f"layer{stage}")(x)
            expected = x.permute(0, 2, 3, 1).numpy()
            actual = tensors[f"stage{stage}"]
            if actual.shape != expected.shape:
                raise SystemExit(f"{name}: stage{stage} is {actual.shape}, in torchvision {expected.shape}.")
            errors[f"stage{stage}"] = float(np.abs(actual - expected).max() / np.abs(expected).max())
    print(json.dumps({"weights": len(weights), "errors": errors, "gradients": gradient_errors(network, tensors)}))


main(*sys.argv[1:])
