"""Writes metrics.json, the reference values of test/metrics: those of scikit-learn 1.9.1 and scipy 1.17.1 (numpy 2.4.6, Python 3.11).

    python3 -m venv /tmp/sk && /tmp/sk/bin/pip install scikit-learn==1.9.1 scipy==1.17.1 numpy==2.4.6
    /tmp/sk/bin/python test/golden/make-metrics.py

Cases are small enough to be read, besides one of 1,000 classes. Where scikit-learn leaves a class out or warns (nothing to divide by),
its defaults decide. The geometric and harmonic means are scipy's, over the recalls of the classes that have samples.
"""

import json
import pathlib
import warnings

import numpy as np
from scipy.stats import binomtest, gmean, hmean, norm
from sklearn.calibration import calibration_curve
from sklearn.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    f1_score,
    precision_recall_fscore_support,
)

warnings.simplefilter("ignore")
random = np.random.default_rng(0)


def classification(name, classes, labels, predictions):
    labels, predictions = [np.asarray(ids) for ids in (labels, predictions)]
    precision, recall, f1, support = precision_recall_fscore_support(
        labels, predictions, labels=np.arange(classes), average=None
    )
    tested = recall[support > 0]
    return {
        "name": name,
        "classes": classes,
        "labels": labels.tolist(),
        "predictions": predictions.tolist(),
        "accuracy": float(accuracy_score(labels, predictions)),
        "balancedAccuracy": float(balanced_accuracy_score(labels, predictions)),
        "macroF1": float(f1_score(labels, predictions, average="macro")),
        "geometricMean": float(gmean(tested)),
        "harmonicMean": float(hmean(tested)),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.tolist(),
    }


def noisy(classes, samples, right):
    """Labels of a long tail, and predictions of which a share is right and the rest drawn from the tail's head."""
    share = np.exp(-np.arange(classes) / (classes / 3))
    labels = random.choice(classes, samples, p=share / share.sum())
    guesses = random.choice(classes, samples, p=share / share.sum())
    return labels, np.where(random.random(samples) < right, labels, guesses)


def thousand_classes():
    labels = np.repeat(np.arange(1000), 4)
    wrong = random.integers(0, 1000, 4000)
    return labels, np.where((np.arange(4000) % 4 == 0) | (random.random(4000) < 0.5), labels, wrong)


def softmax_rows(samples, classes, sharpness):
    logits = sharpness * random.standard_normal((samples, classes))
    rows = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (rows / rows.sum(axis=1, keepdims=True)).astype(np.float32)


def calibration(name, labels, rows, bins):
    """The error by the bins of scikit-learn's calibration_curve: of confidence, closed on the right."""
    labels, rows = np.asarray(labels), np.asarray(rows, dtype=np.float32)
    confidence = rows.max(axis=1).astype(np.float64)
    right = (rows.argmax(axis=1) == labels).astype(int)
    accuracy, mean = calibration_curve(right, confidence, n_bins=bins, strategy="uniform", pos_label=1)
    places = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], confidence)
    counts = np.bincount(places, minlength=bins)
    counts = counts[counts > 0]
    return {
        "name": name,
        "bins": bins,
        "labels": labels.tolist(),
        "rows": [[float(value) for value in row] for row in rows],
        "error": float(np.sum(counts / len(labels) * np.abs(accuracy - mean))),
    }


def xoshiro(seed, count):
    """xoshiro128** by the paper's definition, its state filled by MurmurHash3's finalizer."""
    mask = 0xFFFFFFFF

    def mix(x):
        x = ((x ^ (x >> 16)) * 0x85EBCA6B) & mask
        x = ((x ^ (x >> 13)) * 0xC2B2AE35) & mask
        return x ^ (x >> 16)

    def rotate(x, places):
        return ((x << places) | (x >> (32 - places))) & mask

    state = [mix((seed + i * 0x9E3779B9) & mask) for i in range(1, 5)]
    numbers = []
    for _ in range(count):
        numbers.append((rotate((state[1] * 5) & mask, 7) * 9) & mask)
        t = (state[1] << 9) & mask
        state[2] ^= state[0]
        state[3] ^= state[1]
        state[1] ^= state[2]
        state[0] ^= state[3]
        state[2] ^= t
        state[3] = rotate(state[3], 11)
    return numbers


def intervals(labels, predictions, classes, resamples, seed, confidence):
    """Basic bootstrap intervals by the definition: n - 1 of the n samples of a class, each of weight n / (n - 1)."""
    numbers = iter(xoshiro(seed, len(labels) * resamples))
    pairs = sorted(zip(labels.tolist(), predictions.tolist()))
    members = [[pair for pair in pairs if pair[0] == k] for k in range(classes)]
    tested = [k for k in range(classes) if members[k]]

    def figures(pairs, weights):
        truth, guess = np.array(pairs).T
        recall = [np.average(guess[truth == k] == k) for k in tested]
        f1 = f1_score(truth, guess, labels=occurring, average="macro", sample_weight=weights)
        return accuracy_score(truth, guess, sample_weight=weights), np.mean(recall), f1

    occurring = sorted({k for pair in pairs for k in pair})
    value = figures(pairs, np.ones(len(pairs)))
    drawn = []
    for _ in range(resamples):
        chosen, weights = [], []
        for own in members:
            size = len(own)
            for _ in range(max(size - 1, min(size, 1))):
                chosen.append(own[next(numbers) * size >> 32])
                weights.append(size / max(size - 1, 1))
        drawn.append(figures(chosen, np.array(weights)))
    low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2], axis=0)
    clip = lambda ends: np.clip(2 * np.array(value) - ends, 0, 1)
    names = ["accuracy", "balancedAccuracy", "macroF1"]
    return {
        "labels": labels.tolist(),
        "predictions": predictions.tolist(),
        "options": {"classes": classes, "resamples": resamples, "seed": seed, "confidence": confidence},
        "expected": {
            name: {"value": float(value[i]), "low": float(clip(high)[i]), "high": float(clip(low)[i])}
            for i, name in enumerate(names)
        },
    }


long_tail = noisy(12, 80, 0.6)
few_samples = noisy(30, 40, 0.4)
rows = softmax_rows(120, 6, 2.0)
sure = softmax_rows(60, 3, 8.0)
golden = {
    "classification": [
        classification("two classes", 2, [0, 0, 0, 1, 1], [0, 0, 1, 1, 0]),
        classification("a class that is never predicted", 3, [0, 0, 1, 1, 2, 2], [0, 1, 1, 1, 0, 1]),
        classification("a class without test samples, predicted", 3, [0, 0, 1, 1], [0, 2, 1, 1]),
        classification("a class without test samples, never predicted", 4, [0, 0, 1, 3], [0, 1, 1, 3]),
        classification("one class always right, the others never", 3, [0, 0, 1, 1, 2], [0, 0, 0, 2, 1]),
        classification("all right", 4, [0, 1, 2, 3, 3], [0, 1, 2, 3, 3]),
        classification("none right", 2, [0, 1, 0], [1, 0, 1]),
        classification("one class", 1, [0, 0], [0, 0]),
        classification("two classes that are equally bad", 3, [0, 0, 1, 1, 2, 2], [0, 0, 1, 2, 2, 1]),
        classification("long tail of 12 classes", 12, *long_tail),
        classification("30 classes of which some have no sample", 30, *few_samples),
        classification("1,000 classes, each with a hit", 1000, *thousand_classes()),
    ],
    "calibration": [
        calibration("six classes", random.integers(0, 6, 120), rows, 15),
        calibration("six classes, ten bins", random.integers(0, 6, 120), rows, 10),
        calibration("one bin", random.integers(0, 6, 120), rows, 1),
        calibration("sure of itself, mostly right", np.where(random.random(60) < 0.8, sure.argmax(1), 0), sure, 15),
        calibration(
            "confidences on the edges of bins",
            [0, 1, 0, 1, 0, 1],
            [[0.5, 0.5], [0.5, 0.5], [0.75, 0.25], [0.25, 0.75], [1, 0], [0.625, 0.375]],
            8,
        ),
    ],
    "random": {str(seed): xoshiro(seed, 6) for seed in (0, 1, 2**32 - 1)},
    "deviations": [[tail, float(norm.isf(tail))] for tail in (0.25, 0.05, 0.025, 0.005, 2.5e-4, 3e-6)],
    "wilson": [],
    "intervals": [intervals(*long_tail, 12, 150, 7, 0.9), intervals(*few_samples, 30, 120, 0, 0.95)],
}
for hits, samples, confidence in [(0, 3, 0.95), (3, 3, 0.95), (7, 20, 0.95), (45, 50, 0.99), (1, 1000, 0.9)]:
    limits = binomtest(hits, samples).proportion_ci(confidence, method="wilson")
    golden["wilson"].append([hits, samples, confidence, float(limits.low), float(limits.high)])

out = pathlib.Path(__file__).with_name("metrics.json")
lists = (f"{json.dumps(key)}: [\n" + ",\n".join(map(json.dumps, value)) + "\n]" if isinstance(value, list)
         else f"{json.dumps(key)}: {json.dumps(value)}" for key, value in golden.items())
out.write_text("{\n" + ",\n".join(lists) + "\n}\n")
