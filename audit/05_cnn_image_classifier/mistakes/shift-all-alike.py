# /// mistake
# summary = "One move is drawn for the whole batch."
# topic = "T5.7"
# caught_by = ["shift_checks::test_each_picture_has_its_own_move"]
# loses = 1.0
# ///

# %% shift
def random_shift(batch, most):
    """Return pictures like batch (N, C, H, W), each moved by up to `most` pixels down or up and right or left."""
    n, _, height, width = batch.shape
    padded = F.pad(batch, (most, most, most, most), mode="replicate")  # (N, C, H + 2m, W + 2m)
    tops = torch.randint(0, 2 * most + 1, (1,)).repeat(n)
    lefts = torch.randint(0, 2 * most + 1, (1,)).repeat(n)
    moved = [
        picture[:, top : top + height, left : left + width]
        for picture, top, left in zip(padded, tops.tolist(), lefts.tolist())
    ]
    return torch.stack(moved)
