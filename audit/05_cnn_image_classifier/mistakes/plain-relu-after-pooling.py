# /// mistake
# summary = "ReLU comes after the pooling: for averages that is another network."
# topic = "T5.2"
# caught_by = ["plain_checks::test_the_layers_of_the_table"]
# loses = 0.25
# ///

# %% plain
def plain_cnn(classes, width=8, depth=2, kernel=3, pooling="max"):
    """Return a module: pictures (N, 3, H, W) -> logits (N, classes). Inputs have at least 2**depth pixels each way."""
    layers, channels = [], 3
    for i in range(depth):
        layers += [nn.Conv2d(channels, width * 2**i, kernel, padding=kernel // 2)]
        layers.append(nn.MaxPool2d(2) if pooling == "max" else nn.AvgPool2d(2))
        layers.append(nn.ReLU())
        channels = width * 2**i
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, classes))
