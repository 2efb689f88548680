"""Appendix J, Figure 10 of the paper: its listing as it is, but for gamma, which is an argument."""

import numpy as np
import torch
import torch.nn.functional as F


def BIB_loss(labels, v_logits, z_logits, sample_per_class, reduction, gamma=0):
    # Hyperparameter controlling the emphasis on VSDLoss
    beta = 5

    # ---------- Temperature scaling for logit adjustment ----------
    N_max, _ = torch.max(sample_per_class, dim=0)
    n = torch.reciprocal(sample_per_class / N_max)
    T = torch.unsqueeze(torch.pow(n, gamma), 0)
    temperature = T.expand_as(v_logits)

    # ---------- Variational Self-Distillation Loss (VSDLoss) ----------
    beta_logits_T = v_logits.detach() / temperature
    beta_logits_S = z_logits / temperature
    p_T = F.softmax(beta_logits_T, dim=-1)
    # KL divergence between teacher and student
    vsd_loss = (p_T * p_T.log() - p_T * F.log_softmax(beta_logits_S, dim=-1)).sum(dim=-1).mean()

    # ---------- Class re-balancing weights ----------
    label_weighting = 0.1  # Weighting factor parameter
    weights = 1.0 / (np.array(sample_per_class) ** label_weighting)
    weights = weights / np.sum(weights)
    weights = torch.FloatTensor(weights) * len(sample_per_class)

    # ---------- Balanced Softmax Cross-Entropy Loss (BSCLoss) ----------
    spc = sample_per_class.type_as(v_logits)
    spc = spc.unsqueeze(0).expand(v_logits.shape[0], -1)

    # Apply logit adjustment
    v_logits = v_logits + spc.log()  # Logit adjustment based on class frequencies
    z_logits = z_logits + spc.log()  # Logit adjustment based on class frequencies

    # Calculate BSCLoss
    loss1 = F.cross_entropy(input=v_logits, target=labels, reduction=reduction, weight=weights)
    loss2 = F.cross_entropy(input=z_logits, target=labels, reduction=reduction, weight=weights)

    # ---------- Combined loss ----------
    loss = loss1 + loss2 + beta * vsd_loss
    return loss


def mbib_loss(labels, taps, z, sample_per_class, gamma=0):
    """Eq. 11 for three taps."""
    return sum(
        weight * BIB_loss(labels, v, z, sample_per_class, "mean", gamma) for weight, v in zip([0.1, 0.3, 1], taps)
    )
