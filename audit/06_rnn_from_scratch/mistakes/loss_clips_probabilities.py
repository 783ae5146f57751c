# /// mistake
# summary = "The logarithm is taken of a probability that is clipped at 1e-12."
# topic = "T1.5"
# caught_by = ["sequence_loss_checks::test_large_scores"]
# loses = 0.25
# ///

# %% sequence_loss
def sequence_loss(scores, targets, mask):
    """Return (loss, dscores): the mean loss over the real targets, and its gradient (B, T, V).

    scores is (B, T, V); targets (B, T) holds integers 0 to V-1; mask (B, T) is 1.0 at real targets, else 0.0.
    """
    shifted = scores - scores.max(axis=2, keepdims=True)  # (B, T, V)
    log_p = np.log(np.maximum(np.exp(shifted) / np.exp(shifted).sum(axis=2, keepdims=True), 1e-12))  # (B, T, V)
    chosen = targets[:, :, None] == np.arange(scores.shape[2])  # (B, T, V)
    weights = mask / mask.sum()  # (B, T)
    loss = -(weights * (chosen * log_p).sum(axis=2)).sum()
    dscores = weights[:, :, None] * (np.exp(log_p) - chosen)  # (B, T, V)
    return loss, dscores
