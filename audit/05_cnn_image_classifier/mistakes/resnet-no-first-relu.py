# /// mistake
# summary = "There is no ReLU after the first norm."
# topic = "T5.2"
# caught_by = ["resnet_checks::test_the_layers_of_the_table"]
# loses = 0.25
# ///

# %% resnet
def residual_net(classes, dropout=0.1):
    """Return a module: pictures (N, 3, H, W) of any size -> logits (N, classes)."""
    return nn.Sequential(
        nn.Conv2d(3, 12, 3, padding=1, bias=False),
        nn.BatchNorm2d(12),
        ResidualBlock(12, 24, stride=2),
        ResidualBlock(24, 48, stride=2),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Dropout(dropout),
        nn.Linear(48, classes),
    )
