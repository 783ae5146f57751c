# /// mistake
# summary = "The upper limit of randint is taken to be one that can come up."
# topic = "T5.11"
# caught_by = ["shift_checks::test_every_move_comes_up"]
# loses = 0.5
# ///

# %% shift
def random_shift(batch, most):
    """Return pictures like batch (N, C, H, W), each moved by up to `most` pixels down or up and right or left."""
    n, _, height, width = batch.shape
    padded = F.pad(batch, (most, most, most, most), mode="replicate")  # (N, C, H + 2m, W + 2m)
    tops = torch.randint(0, max(2 * most, 1), (n,))
    lefts = torch.randint(0, max(2 * most, 1), (n,))
    moved = [
        picture[:, top : top + height, left : left + width]
        for picture, top, left in zip(padded, tops.tolist(), lefts.tolist())
    ]
    return torch.stack(moved)
