# /// mistake
# summary = "A seed inside makes each call draw the same moves."
# topic = "cross-cutting: seeds inside the function"
# caught_by = ["shift_checks::test_moves_are_drawn_anew"]
# loses = 0.75
# ///

# %% shift
def random_shift(batch, most):
    """Return pictures like batch (N, C, H, W), each moved by up to `most` pixels down or up and right or left."""
    n, _, height, width = batch.shape
    padded = F.pad(batch, (most, most, most, most), mode="replicate")  # (N, C, H + 2m, W + 2m)
    torch.manual_seed(0)
    tops = torch.randint(0, 2 * most + 1, (n,))
    lefts = torch.randint(0, 2 * most + 1, (n,))
    moved = [
        picture[:, top : top + height, left : left + width]
        for picture, top, left in zip(padded, tops.tolist(), lefts.tolist())
    ]
    return torch.stack(moved)
