# /// mistake
# summary = "The argument is taken for the probability to keep a number."
# topic = "T5.5"
# caught_by = ["resnet_checks::test_share_of_dropout"]
# loses = 3.75
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
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Dropout(1 - dropout),
        nn.Linear(48, classes),
    )
