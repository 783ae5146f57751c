# /// mistake
# summary = "The gradient is multiplied once more by the slope of softmax."
# topic = "T2.8"
# caught_by = ["sequence_loss_checks::test_gradient"]
# loses = 1.75
# ///

# %% sequence_loss
def sequence_loss(scores, targets, mask):
    """Return (loss, dscores): the mean loss over the real targets, and its gradient (B, T, V).

    scores is (B, T, V); targets (B, T) holds integers 0 to V-1; mask (B, T) is 1.0 at real targets, else 0.0.
    """
    shifted = scores - scores.max(axis=2, keepdims=True)  # (B, T, V)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=2, keepdims=True))  # (B, T, V)
    chosen = targets[:, :, None] == np.arange(scores.shape[2])  # (B, T, V)
    weights = mask / mask.sum()  # (B, T)
    loss = -(weights * (chosen * log_p).sum(axis=2)).sum()
    dscores = weights[:, :, None] * (np.exp(log_p) - chosen) * np.exp(log_p) * (1 - np.exp(log_p))  # (B, T, V)
    return loss, dscores
