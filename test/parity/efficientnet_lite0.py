"""Writes images and what the original EfficientNet-Lite0 makes of them: `efficientnet_lite0.py FILE FOLDER`.

FILE becomes a safetensors file with `images` [count, 224, 224, 3], pixels in 0..255, and the maps `stage1`..`stage4` [count,
height, width, channels], computed in float64. The images are the photographs below FOLDER in the order of their names, the
shorter side to 256 pixels and the middle 224x224 of it.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
from convert_efficientnet_lite0 import original, stages_of  # noqa: E402

SIZE = 224
BATCH = 8


def photographs(folder):
    for path in sorted(Path(folder).rglob("*")):
        if path.suffix.lower() not in (".jpeg", ".jpg", ".png"):
            continue
        image = Image.open(path).convert("RGB")
        scale = 256 / min(image.size)
        image = image.resize([round(side * scale) for side in image.size], Image.BICUBIC)
        left, top = ((side - SIZE) // 2 for side in image.size)
        yield np.asarray(image.crop((left, top, left + SIZE, top + SIZE)))


def write_safetensors(path, tensors):
    header, end = {}, 0
    for name, values in tensors.items():
        header[name] = {"dtype": "F32", "shape": values.shape, "data_offsets": [end, end + values.nbytes]}
        end += values.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for values in tensors.values():
            file.write(values.tobytes())


def main(path, folder):
    images = np.stack(list(photographs(folder))).astype(np.float32)
    network = original(SIZE)
    batches = [stages_of(network, images[start : start + BATCH]) for start in range(0, len(images), BATCH)]
    maps = {
        stage: torch.cat([batch[stage] for batch in batches]).permute(0, 2, 3, 1).float().contiguous().numpy()
        for stage in batches[0]
    }
    write_safetensors(path, {"images": images, **maps})


main(*sys.argv[1:])
