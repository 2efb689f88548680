"""What main.ts measures, in PyTorch: `pytorch_cuda.py CLASSES BATCH NETS DEVICE`, lists with commas."""

import statistics
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

classes_list, batch, nets, device = sys.argv[1:5]
BETA, M, TAP_WEIGHTS = 5, 0.1, [0.1, 0.3, 1]


def counts_of(classes, largest, factor):
    return torch.tensor([largest * factor ** (-k / (classes - 1)) for k in range(classes)], device=device)


def bib_loss(labels, v, z, counts):
    """Appendix J with gamma 0."""
    teacher = F.softmax(v.detach(), -1)
    divergence = (teacher * teacher.log() - teacher * F.log_softmax(z, -1)).sum(-1).mean()
    weights = counts**-M
    weights = weights / weights.sum() * len(counts)
    entropies = [F.cross_entropy(x + counts.log(), labels, weight=weights) for x in (v, z)]
    return sum(entropies) + BETA * divergence


def mbib_loss(labels, taps, z, counts):
    return sum(weight * bib_loss(labels, v, z, counts) for weight, v in zip(TAP_WEIGHTS, taps))


def milliseconds(run):
    def finish():
        run()
        if device == "cuda":
            torch.cuda.synchronize()

    times = []
    for _ in range(3):
        finish()
    for _ in range(20):
        start = time.perf_counter()
        finish()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


for classes in map(int, classes_list.split(",")):
    counts = counts_of(classes, 1000, 200)
    heads = [torch.randn(int(batch), classes, device=device).requires_grad_() for _ in range(4)]
    labels = torch.arange(int(batch), device=device) * classes // int(batch)
    ours = milliseconds(lambda: mbib_loss(labels, heads[:3], heads[3], counts).backward())
    stock = milliseconds(lambda: F.cross_entropy(heads[3], labels).backward())
    print(f"{classes} classes, batch {batch}: Appendix J three times {ours:.3g} ms, one cross entropy {stock:.3g} ms")


class Block(nn.Module):
    def __init__(self, channels, width, stride, bottleneck):
        super().__init__()
        out = 4 * width if bottleneck else width
        shapes = (
            [(channels, width, 1, 1), (width, width, 3, stride), (width, out, 1, 1)]
            if bottleneck
            else [(channels, width, 3, stride), (width, out, 3, 1)]
        )
        layers = []
        for inputs, outputs, size, step in shapes:
            layers += [nn.Conv2d(inputs, outputs, size, step, size // 2, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]
        self.body = nn.Sequential(*layers[:-1])
        same = channels == out and stride == 1
        self.shortcut = (
            nn.Identity()
            if same
            else nn.Sequential(nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))
        )

    def forward(self, x):
        return F.relu(self.body(x) + self.shortcut(x))


class Net(nn.Module):
    """A residual net with a head at each of the last three stages and z, as MBIB has them."""

    def __init__(self, name):
        super().__init__()
        large = name == "resnet50"
        blocks, widths = ([3, 4, 6, 3], [64, 128, 256, 512]) if large else ([5, 5, 5], [16, 32, 64])
        channels = widths[0]
        stem = [nn.Conv2d(3, channels, 7 if large else 3, 2 if large else 1, 3 if large else 1, bias=False)]
        stem += [nn.BatchNorm2d(channels), nn.ReLU()] + ([nn.MaxPool2d(3, 2, 1)] if large else [])
        self.stem, self.stages, self.heads = nn.Sequential(*stem), nn.ModuleList(), nn.ModuleList()
        for i, (count, width) in enumerate(zip(blocks, widths)):
            stage = []
            for block in range(count):
                stage.append(Block(channels, width, 2 if i and not block else 1, large))
                channels = 4 * width if large else width
            self.stages.append(nn.Sequential(*stage))
            self.heads.append(nn.Sequential(nn.BatchNorm1d(channels), nn.Linear(channels, 100)))
        self.z = nn.Sequential(nn.Linear(channels, channels), nn.BatchNorm1d(channels), nn.Linear(channels, 100))

    def forward(self, x):
        x, taps = self.stem(x), []
        for stage, head in zip(self.stages, self.heads):
            x = stage(x)
            features = x.mean((2, 3))
            taps.append(head(features))
        return taps[-3:], self.z(features)


for each in filter(None, nets.split(",")):
    name, size = each.split(":")
    pixels = 224 if name == "resnet50" else 32
    net = Net(name).to(device).train()
    optimizer = torch.optim.SGD(net.parameters(), 0.001, 0.9, weight_decay=3e-4)
    images = torch.randn(int(size), 3, pixels, pixels, device=device)
    labels = 7 * torch.arange(int(size), device=device) % 100
    counts = counts_of(100, 500, 100)

    def step():
        optimizer.zero_grad()
        taps, z = net(images)
        mbib_loss(labels, taps, z, counts).backward()
        optimizer.step()

    print(f"{name}, {pixels} pixels, batch {size}: {1000 * int(size) / milliseconds(step):.3g} images a second")
