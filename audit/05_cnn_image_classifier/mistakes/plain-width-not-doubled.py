# /// mistake
# summary = "All convolutions have the same width."
# topic = "T5.1"
# caught_by = ["plain_checks::test_number_of_weights"]
# loses = 0.833333333
# ///

# %% plain
def plain_cnn(classes, width=8, depth=2, kernel=3, pooling="max"):
    """Return a module: pictures (N, 3, H, W) -> logits (N, classes). Inputs have at least 2**depth pixels each way."""
    layers, channels = [], 3
    for i in range(depth):
        layers += [nn.Conv2d(channels, width, kernel, padding=kernel // 2), nn.ReLU()]
        layers.append(nn.MaxPool2d(2) if pooling == "max" else nn.AvgPool2d(2))
        channels = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, classes))
