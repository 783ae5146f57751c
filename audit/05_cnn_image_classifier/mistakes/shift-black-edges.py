# /// mistake
# summary = "What comes in from outside is 0 instead of the nearest pixel."
# topic = "T5.11"
# caught_by = ["shift_checks::test_only_moved"]
# loses = 2.25
# ///

# %% shift
def random_shift(batch, most):
    """Return pictures like batch (N, C, H, W), each moved by up to `most` pixels down or up and right or left."""
    n, _, height, width = batch.shape
    padded = F.pad(batch, (most, most, most, most))  # (N, C, H + 2m, W + 2m)
    tops = torch.randint(0, 2 * most + 1, (n,))
    lefts = torch.randint(0, 2 * most + 1, (n,))
    moved = [
        picture[:, top : top + height, left : left + width]
        for picture, top, left in zip(padded, tops.tolist(), lefts.tolist())
    ]
    return torch.stack(moved)
