"""The torchvision side of input-pipeline.ts."""

import json
import sys
import time

import numpy as np
import torch
from PIL import Image
from torchvision import transforms as T
from torchvision.transforms import functional as F

SIZE = 224
MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
ADJUST = {
    "brightness": F.adjust_brightness,
    "contrast": F.adjust_contrast,
    "saturation": F.adjust_saturation,
}


def load(root, path):
    return Image.open(f"{root}/{path}").convert("RGB")


def serve(root):
    """One pass over the photographs for each line of the input; prints its milliseconds of processor time."""
    with open(f"{root}/ImageNet_LT_val.txt") as lines:
        paths = [line.rsplit(" ", 1)[0] for line in lines]
    transform = T.Compose(
        [
            T.RandomResizedCrop(SIZE),
            T.RandomHorizontalFlip(),
            T.ColorJitter(0.4, 0.4, 0.4, 0),
            T.ToTensor(),
            T.Normalize(MEAN, STD),
        ]
    )
    for _ in sys.stdin:
        start = time.process_time()
        for path in paths:
            transform(load(root, path))
        print(1000 * (time.process_time() - start), flush=True)


def train_image(image, changes):
    box = changes["placement"]["box"]
    image = F.resized_crop(
        image, box["top"], box["left"], box["height"], box["width"], [SIZE, SIZE], F.InterpolationMode.BILINEAR
    )
    if changes["mirrored"]:
        image = F.hflip(image)
    for change in changes["colours"]:
        image = ADJUST[change["property"]](image, change["factor"])
    return image


def compare(root, name, folder):
    evaluate = T.Compose([T.Resize(round(SIZE * 256 / 224)), T.CenterCrop(SIZE)])
    with open(f"{folder}/changes.json") as file:
        changes = json.load(file)
    ours = np.fromfile(f"{folder}/levels", np.uint8).reshape(-1, SIZE, SIZE, 3).astype(int)
    means, largest, equal = [], 0, []
    for image, change in zip(ours, changes):
        photo = load(root, change["path"])
        theirs = train_image(photo, change) if name == "training" else evaluate(photo)
        difference = np.abs(image - np.asarray(theirs, dtype=int))
        means.append(difference.mean())
        largest = max(largest, difference.max())
        equal.append((difference == 0).mean())
    print(
        f"mean difference {np.mean(means):.3f} grey levels (worst photograph {max(means):.3f}), "
        f"largest {largest}, {100 * np.mean(equal):.2f} % equal"
    )


torch.set_num_threads(1)
if sys.argv[1] == "serve":
    serve(sys.argv[2])
else:
    compare(*sys.argv[2:])
