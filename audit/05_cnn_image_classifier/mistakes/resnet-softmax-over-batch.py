# /// mistake
# summary = "A softmax over the batch stands at the end."
# topic = "T3.6"
# caught_by = ["resnet_checks::test_logits", "resnet_checks::test_each_picture_by_itself_in_evaluation"]
# loses = 4.5
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
        nn.Dropout(dropout),
        nn.Linear(48, classes),
        nn.Softmax(dim=0),
    )
