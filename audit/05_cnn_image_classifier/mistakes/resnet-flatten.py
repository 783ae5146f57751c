# /// mistake
# summary = "The 3 x 3 places are flattened instead of averaged: only pictures of 12 x 12 fit."
# topic = "T5.19"
# caught_by = ["resnet_checks::test_any_size"]
# loses = 1.25
# ///

# %% resnet
def residual_net(classes, dropout=0.1):
    """Return a module: pictures (N, 3, H, W) of any size -> logits (N, classes)."""
    return nn.Sequential(
        nn.Conv2d(3, 12, 3, padding=1, bias=False),
        nn.BatchNorm2d(12),
        nn.ReLU(),
        ResidualBlock(12, 24, stride=2),
        ResidualBlock(24, 48, stride=2),
        nn.Flatten(),
        nn.Dropout(dropout),
        nn.Linear(48 * 9, classes),
    )
