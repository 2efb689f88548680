"""Writes the files of fixtures/ with numpy 2.4.6 and safetensors 0.8.0: the values are those of `value` in the test."""

from pathlib import Path

import numpy
import safetensors
from safetensors.numpy import save_file

folder = Path(__file__).parent / "fixtures"


def values(rows, columns):
    i = numpy.arange(rows * columns)
    return ((i * 37 % 101 - 50) / 8).reshape(rows, columns)


labels = numpy.array([2, 0, 1, 0])
split = numpy.array([0, 0, 1, 2], dtype="u1")
taps = {"tap1": values(4, 3), "tap2": values(4, 5), "tap10": values(4, 2)}

numpy.savez(
    folder / "stored.npz",
    tap10=numpy.asfortranarray(taps["tap10"].astype(">f8")),
    tap2=taps["tap2"].astype("f2"),
    tap1=taps["tap1"].astype("f4"),
    labels=labels.astype("i8"),
    split=split,
    names=numpy.array(["a", "b", "c", "d"]),
)
numpy.savez_compressed(folder / "deflated.npz", features=taps["tap1"], labels=labels.astype("i4"))
for version in [(1, 0), (2, 0), (3, 0)]:
    with open(folder / f"version{version[0]}.npy", "wb") as file:
        numpy.lib.format.write_array(file, taps["tap1"].astype("f4"), version=version)
for name in ["u1", "i1", "<u2", ">u2", "<i2", ">i2", "<u4", ">i4", "<i8", ">u8", "<f4", ">f8", "<f2", ">f2"]:
    numpy.save(folder / f"labels-{name.replace('<', 'little-').replace('>', 'big-')}.npy", labels.astype(name))
numpy.save(folder / "bool.npy", labels > 0)
save_file(
    {
        "v1": taps["tap1"].astype("f2"),
        "v2": taps["tap2"].astype("f8"),
        "labels": labels.astype("i8"),
    },
    folder / "numpy.safetensors",
    metadata={"made": "by numpy"},
)
upper_halves = (taps["tap1"].astype("<f4").view("<u4") >> 16).astype("<u2")


def spec(dtype, array):
    return safetensors.TensorSpec(
        dtype=dtype, shape=array.shape, data_ptr=array.ctypes.data, data_len=array.nbytes
    )


labels = labels.astype("<i4")
(folder / "bfloat16.safetensors").write_bytes(
    safetensors.serialize({"features": spec("bfloat16", upper_halves), "labels": spec("int32", labels)})
)
