# /// alternative
# summary = "The classifiers are networks of the student's own: a wide plain stack with group norms, and separable convolutions in Keras."
# ///

# %% classifier
class Own(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv2d(3, 16, 3, 1, 1), nn.Conv2d(16, 32, 3, 1, 1), nn.Conv2d(32, 48, 3, 1, 1)])
        self.norms = nn.ModuleList([nn.GroupNorm(4, 16), nn.GroupNorm(4, 32), nn.GroupNorm(4, 48)])
        self.last = nn.Linear(96, 10)

    def forward(self, x):
        for conv, norm in zip(self.convs, self.norms):
            x = F.leaky_relu(norm(conv(x)), 0.05)
            x = F.max_pool2d(x, 2) if x.shape[-1] > 3 else x
        return self.last(torch.cat([x.mean(dim=(2, 3)), x.amax(dim=(2, 3))], dim=1))


def train_classifier(images, labels, seed):
    rows, held_out = split_rows(labels, 0.15, seed)
    torch.manual_seed(seed)
    mean, std = channel_statistics(images[rows])
    x, y = prepare(images, mean, std), torch.as_tensor(labels)
    model = Own().to(device)
    optimizer = make_optimizer(model, 0.006, 0.01)
    train_loader = make_loader(x[rows], y[rows], 32, True)
    steps = 9 * len(train_loader)
    history = fit(
        model,
        train_loader,
        make_loader(x[held_out], y[held_out], 32, False),
        optimizer,
        epochs=9,
        patience=9,
        scheduler=torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.75),
    )
    return {"model": model, "mean": mean, "std": std, "history": history, "steps": steps}


def classify(classifier, images):
    with torch.no_grad():
        x = prepare(images, classifier["mean"], classifier["std"]).to(device)
        return classifier["model"].eval()(x).argmax(dim=1).cpu().numpy()

# %% keras_cnn
def keras_cnn(classes):
    def stage(channels):
        return [
            keras.layers.Conv2D(channels, 3, padding="same", kernel_initializer="he_normal"),
            keras.layers.LeakyReLU(negative_slope=0.05),
            keras.layers.GroupNormalization(groups=4),
        ]

    return keras.Sequential(
        [
            keras.layers.InputLayer(shape=(None, None, 3)),
            keras.layers.Rescaling(scale=1 / 64, offset=-2),
            keras.layers.RandomTranslation(1 / 12, 1 / 12, fill_mode="nearest"),
            *stage(16),
            keras.layers.MaxPooling2D(),
            *stage(32),
            keras.layers.MaxPooling2D(),
            *stage(48),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(classes, activation="linear"),
        ]
    )
