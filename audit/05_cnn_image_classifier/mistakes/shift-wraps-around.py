# /// mistake
# summary = "What leaves on one side comes in on the other."
# topic = "T5.8"
# caught_by = ["shift_checks::test_only_moved"]
# loses = 1.75
# ///

# %% shift
def random_shift(batch, most):
    """Return pictures like batch (N, C, H, W), each moved by up to `most` pixels down or up and right or left."""
    moves = torch.randint(-most, most + 1, (len(batch), 2)).tolist()
    return torch.stack([torch.roll(picture, move, (1, 2)) for picture, move in zip(batch, moves)])
