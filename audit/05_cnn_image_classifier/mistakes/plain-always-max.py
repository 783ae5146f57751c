# /// mistake
# summary = "The kind of pooling is always max."
# topic = "cross-cutting: ignores an argument"
# caught_by = ["plain_checks::test_the_layers_of_the_table"]
# loses = 0.25
# ///

# %% plain
def plain_cnn(classes, width=8, depth=2, kernel=3, pooling="max"):
    """Return a module: pictures (N, 3, H, W) -> logits (N, classes). Inputs have at least 2**depth pixels each way."""
    layers, channels = [], 3
    for i in range(depth):
        layers += [nn.Conv2d(channels, width * 2**i, kernel, padding=kernel // 2), nn.ReLU()]
        layers.append(nn.MaxPool2d(2))
        channels = width * 2**i
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, classes))
