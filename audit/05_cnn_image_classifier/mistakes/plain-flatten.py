# /// mistake
# summary = "The pictures are flattened to a fixed size instead of averaged over places."
# topic = "T5.19"
# caught_by = ["plain_checks::test_any_size"]
# loses = 1.583333333
# ///

# %% plain
def plain_cnn(classes, width=8, depth=2, kernel=3, pooling="max"):
    """Return a module: pictures (N, 3, H, W) -> logits (N, classes). Inputs have at least 2**depth pixels each way."""
    layers, channels = [], 3
    for i in range(depth):
        layers += [nn.Conv2d(channels, width * 2**i, kernel, padding=kernel // 2), nn.ReLU()]
        layers.append(nn.MaxPool2d(2) if pooling == "max" else nn.AvgPool2d(2))
        channels = width * 2**i
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(channels * (12 // 2**depth) ** 2, classes))
