# /// mistake
# summary = "The gradient subtracts 1 in the columns of all labels for every sample, not in each sample's own."
# topic = "T1.9"
# caught_by = ["softmax_checks::test_every_row_is_a_distribution", "softmax_checks::test_gradient"]
# loses = 7.2
# ///

# %% softmax
def softmax_cross_entropy(scores, labels):
    """Return (loss, dscores): the mean loss as one number, and its gradient (N, C).

    scores is (N, C); labels (N,) holds the right classes as integers 0 to C-1.
    """
    n = len(scores)
    shifted = scores - scores.max(axis=1, keepdims=True)  # (N, C)
    log_sums = np.log(np.exp(shifted).sum(axis=1, keepdims=True))  # (N, 1)
    log_p = shifted - log_sums  # (N, C)
    loss = -log_p[np.arange(n), labels].mean()
    dscores = np.exp(log_p)  # (N, C)
    dscores[:, labels] -= 1
    return loss, dscores / n
