"""
Steps of training ResNet-32 with the heads of MBIB: `training_step.py FILE [THREADS]`, FILE with what training-step/measure.ts writes.
Layers have the names that they have in tfjs, so that its weights find them.
"""

import sys

import torch
from appendix_j import mbib_loss
from torch import nn
from torch.nn import functional as F
from turns import read_tensors, take_turns

BLOCKS_PER_STAGE = 5
WIDTHS = [16, 32, 64]
PARAMETERS = {
    "kernel": "weight",
    "gamma": "weight",
    "beta": "bias",
    "bias": "bias",
    "moving_mean": "running_mean",
    "moving_variance": "running_var",
}


class Network(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.layers = nn.ModuleDict()
        self.add_conv_norm("stem", 3, 16, 1)
        channels = 16
        for stage, width in enumerate(WIDTHS, 1):
            for block in range(1, BLOCKS_PER_STAGE + 1):
                name = f"stage{stage}_block{block}"
                self.add_conv_norm(f"{name}_conv1", channels, width, 1 if channels == width else 2)
                self.add_conv_norm(f"{name}_conv2", width, width, 1)
                channels = width
        for head, width in zip(["v1", "v2", "v3", "z"], [*WIDTHS, channels]):
            self.layers[f"mbib_{head}_neck"] = nn.BatchNorm1d(width)
            self.layers[f"mbib_{head}_classifier"] = nn.Linear(width, classes)
        self.layers["mbib_z_dense"] = nn.Linear(channels, channels)

    def add_conv_norm(self, name, channels, width, stride):
        self.layers[name] = nn.Conv2d(channels, width, 3, stride, padding=1, bias=False)
        self.layers[f"{name}_norm"] = nn.BatchNorm2d(width)

    def conv_norm(self, name, x):
        return self.layers[f"{name}_norm"](self.layers[name](x))

    def block(self, name, x):
        y = F.relu(self.conv_norm(f"{name}_conv1", x))
        y = self.conv_norm(f"{name}_conv2", y)
        new = y.shape[1] - x.shape[1]
        # Option A: every second pixel, and zeros for the new channels.
        shortcut = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, new // 2, new // 2)) if new else x
        return F.relu(y + shortcut)

    def head(self, name, features):
        observation = self.layers[f"mbib_{name}_neck"](features)
        return observation, self.layers[f"mbib_{name}_classifier"](observation)

    def forward(self, images):
        x = F.relu(self.conv_norm("stem", images))
        taps = []
        for stage in range(1, len(WIDTHS) + 1):
            for block in range(1, BLOCKS_PER_STAGE + 1):
                x = self.block(f"stage{stage}_block{block}", x)
            observation, logits = self.head(f"v{stage}", x.mean(dim=(2, 3)))
            taps.append(logits)
        _, z = self.head("z", self.layers["mbib_z_dense"](observation))
        return taps, z

    def load(self, tensors):
        """Copies the weights, NAME/PARAMETER, of which it must have all and no other."""
        state = {}
        for name, value in tensors.items():
            if "/" in name:
                layer, parameter = name.split("/")
                # tfjs has kernels as [height, width, in, out] or [in, out], PyTorch as [out, in, height, width].
                order = {4: (3, 2, 0, 1), 2: (1, 0)}.get(value.ndim)
                state[f"layers.{layer}.{PARAMETERS[parameter]}"] = value.permute(order) if order else value
        missing, unexpected = self.load_state_dict(state, strict=False)
        missing = [name for name in missing if not name.endswith("num_batches_tracked")]
        if missing or unexpected:
            raise SystemExit(f"The networks differ: ours lacks {missing}, and adds {unexpected}.")


if len(sys.argv) > 2:
    torch.set_num_threads(int(sys.argv[2]))
tensors = read_tensors(sys.argv[1])
images = tensors["images"].permute(0, 3, 1, 2).contiguous()
labels = tensors["labels"].long()
counts = tensors["counts"]
network = Network(len(counts))
network.load(tensors)
network.train()
rate, momentum, decay = tensors["optimizer"].tolist()
optimizer = torch.optim.SGD(network.parameters(), lr=rate, momentum=momentum, weight_decay=decay)


def step():
    optimizer.zero_grad()
    taps, z = network(images)
    loss = mbib_loss(labels, taps, z, counts)
    loss.backward()
    optimizer.step()
    correct = ((taps[-1] + z).argmax(-1) == labels).sum()
    return torch.stack([loss.detach(), correct]).tolist()


take_turns(
    step,
    {f"loss of step {i}": abs(step()[0] / loss - 1) for i, loss in enumerate(tensors["losses"].tolist(), 1)},
)
