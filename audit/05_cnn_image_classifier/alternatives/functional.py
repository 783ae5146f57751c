# /// alternative
# summary = "Written with functions: moves by indexing, losses as negative log-likelihood, gradients set to None."
# ///

# %% split
def split_rows(labels, share, seed):
    generator = torch.Generator().manual_seed(seed)
    train, validation = [], []
    for label in sorted(set(labels.tolist())):
        rows = [i for i, value in enumerate(labels.tolist()) if value == label]
        order = torch.randperm(len(rows), generator=generator).tolist()
        cut = round(share * len(rows))
        validation += [rows[i] for i in order[:cut]]
        train += [rows[i] for i in order[cut:]]
    return np.array(train), np.array(validation)

# %% prepare
def channel_statistics(images):
    x = torch.from_numpy(images).double().flatten(0, 2) / 255  # (N H W, 3)
    return x.mean(dim=0).float(), x.std(dim=0, correction=0).float()


def prepare(images, mean, std):
    x = torch.from_numpy(images).permute(0, 3, 1, 2).float() / 255
    mean, std = (torch.as_tensor(part, dtype=torch.float32).view(1, 3, 1, 1) for part in (mean, std))
    return (x - mean) / std

# %% shift
def random_shift(batch, most):
    n, channels, height, width = batch.shape
    moves = torch.randint(-most, most + 1, (2, n))
    rows = (torch.arange(height) - moves[0][:, None]).clamp(0, height - 1)  # (N, H)
    columns = (torch.arange(width) - moves[1][:, None]).clamp(0, width - 1)  # (N, W)
    return batch[
        torch.arange(n)[:, None, None, None],
        torch.arange(channels)[:, None, None],
        rows[:, None, :, None],
        columns[:, None, None, :],
    ]

# %% loader
class Batches:
    def __init__(self, pictures, labels, size, training, most):
        self.pictures, self.labels, self.size, self.training, self.most = pictures, labels, size, training, most

    def __len__(self):
        return -(-len(self.labels) // self.size)

    def __iter__(self):
        order = torch.randperm(len(self.labels)) if self.training else torch.arange(len(self.labels))
        for rows in order.split(self.size):
            batch = self.pictures[rows]
            yield (random_shift(batch, self.most) if self.training else batch), self.labels[rows]


def make_loader(pictures, labels, batch_size, training, most=1):
    return Batches(pictures, labels, batch_size, training, most)

# %% plain
class Plain(nn.Module):
    def __init__(self, classes, width, depth, kernel, pooling):
        super().__init__()
        channels = [3] + [width * 2**i for i in range(depth)]
        self.convolutions = nn.ModuleList(
            nn.Conv2d(a, b, kernel, padding="same") for a, b in zip(channels, channels[1:])
        )
        self.pool = F.max_pool2d if pooling == "max" else F.avg_pool2d
        self.out = nn.Linear(channels[-1], classes)

    def forward(self, x):
        for convolution in self.convolutions:
            x = self.pool(torch.clamp(convolution(x), min=0), 2)
        return self.out(x.flatten(2).mean(dim=2))


def plain_cnn(classes, width=8, depth=2, kernel=3, pooling="max"):
    return Plain(classes, width, depth, kernel, pooling)

# %% block
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.stride = stride
        self.norm1, self.norm2 = nn.BatchNorm2d(c_out), nn.BatchNorm2d(c_out)
        self.conv1 = nn.Conv2d(c_in, c_out, 3, stride, 1)
        self.conv2 = nn.Conv2d(c_out, c_out, 3, 1, 1)
        self.projection = None
        if stride > 1 or c_in != c_out:
            self.projection, self.norm3 = nn.Conv2d(c_in, c_out, 1, stride), nn.BatchNorm2d(c_out)

    def forward(self, x):
        h = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        skip = x if self.projection is None else self.norm3(self.projection(x))
        return torch.maximum(h + skip, torch.zeros(()))

# %% resnet
class Residual(nn.Module):
    def __init__(self, classes, dropout):
        super().__init__()
        self.share = dropout
        self.first = nn.Conv2d(3, 12, 3, padding=1)
        self.norm = nn.BatchNorm2d(12)
        self.second, self.third = ResidualBlock(12, 24, 2), ResidualBlock(24, 48, 2)
        self.out = nn.Linear(48, classes)

    def forward(self, x):
        x = self.third(self.second(self.norm(self.first(x)).relu()))
        x = F.dropout(x.mean(dim=(-2, -1)), self.share, self.training)
        return self.out(x)


def residual_net(classes, dropout=0.1):
    return Residual(classes, dropout)

# %% optimizer
def make_optimizer(model, lr, weight_decay):
    groups = [{"params": [p], "weight_decay": weight_decay if p.ndim > 1 else 0} for p in model.parameters()]
    return torch.optim.AdamW(groups, lr)

# %% train_epoch
def train_epoch(model, loader, optimizer):
    losses = []
    for batch, batch_labels in loader:
        model.train(True)
        for p in model.parameters():
            p.grad = None
        log_p = F.log_softmax(model(batch), dim=1)
        loss = F.nll_loss(log_p, batch_labels)
        loss.backward()
        optimizer.step()
        losses += [loss.item()] * len(batch)
    return float(np.mean(losses))

# %% evaluate
@torch.inference_mode()
def evaluate(model, loader):
    model.train(False)
    losses, right = [], []
    for batch, batch_labels in loader:
        log_p = torch.log_softmax(model(batch), dim=1)
        losses.append(F.nll_loss(log_p, batch_labels, reduction="none"))
        right.append(log_p.argmax(1) == batch_labels)
    return torch.cat(losses).mean().item(), torch.cat(right).float().mean().item()

# %% fit
def fit(model, train_loader, validation_loader, optimizer, epochs, patience, scheduler=None):
    train, figures, states = [], [], []
    for epoch in range(epochs):
        train.append(train_epoch(model, train_loader, optimizer))
        if scheduler:
            scheduler.step()
        figures.append(evaluate(model, validation_loader))
        states.append({name: value.clone() for name, value in model.state_dict().items()})
        best = int(np.argmin([loss for loss, _ in figures]))
        if epoch - best >= patience:
            break
    model.load_state_dict(states[best])
    losses, accuracies = zip(*figures)
    return {"train_loss": train, "validation_loss": list(losses), "validation_accuracy": list(accuracies)}

# %% confusion
def confusion_counts(labels, predictions, classes):
    return np.bincount(classes * np.asarray(labels) + predictions, minlength=classes**2).reshape(classes, classes)


def precision_recall(counts):
    def share(part, whole):
        return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)

    right = counts.diagonal()
    return share(right, counts.sum(0)), share(right, counts.sum(1))

# %% inside
def layer_output(model, layer, batch):
    kept = {}
    mode = model.training
    handle = layer.register_forward_hook(lambda m, i, o: kept.update(result=o.detach()))
    with torch.inference_mode(False), torch.no_grad():
        model.eval()(batch)
    handle.remove()
    model.train(mode)
    return kept["result"]


def as_pictures(weights):
    shown = []
    for w in weights:
        low, high = w.min(), w.max()
        shown.append(np.transpose((w - low) / (high - low) if high > low else w * 0, (1, 2, 0)))
    return np.array(shown)

# %% folder
def load_folder(folder, size, batch_size, share, seed):
    parts = [
        keras.utils.image_dataset_from_directory(
            folder, label_mode="int", image_size=(size, size), batch_size=batch_size, seed=seed,
            validation_split=share, subset=subset, verbose=False,
        )
        for subset in ("training", "validation")
    ]
    # The order of the first pass is kept for good.
    rows = list(parts[1].as_numpy_iterator())
    kept = [np.concatenate(part) for part in zip(*rows)]
    import tensorflow as tf

    validation = tf.data.Dataset.from_tensor_slices(tuple(kept)).batch(batch_size)
    return parts[0].prefetch(1), validation, parts[0].class_names

# %% keras_cnn
def keras_cnn(classes):
    layers = keras.layers
    inputs = keras.Input((None, None, 3))
    x = layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = layers.RandomTranslation((-1 / 12, 1 / 12), (-1 / 12, 1 / 12), fill_mode="nearest")(x)
    for channels in (24, 32, 48):
        x = layers.Conv2D(channels, 3, padding="same")(x)
        x = layers.BatchNormalization(momentum=0.8)(x)
        x = layers.Activation("relu")(x)
        if channels < 48:
            x = layers.MaxPooling2D(padding="same")(x)
    x = layers.GlobalMaxPooling2D()(x)
    return keras.Model(inputs, layers.Dense(classes)(x))

# %% keras_fit
def compile_keras(model, lr):
    def loss(labels, logits):
        return keras.ops.mean(keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True))

    accuracy = keras.metrics.SparseCategoricalAccuracy(name="accuracy")
    model.compile(keras.optimizers.Adam(learning_rate=lr), loss=loss, metrics=[accuracy])
    return model


class KeepBest(keras.callbacks.Callback):
    def __init__(self, patience):
        super().__init__()
        self.patience, self.best, self.waited = patience, float("inf"), 0

    def on_epoch_end(self, epoch, logs=None):
        if logs["val_loss"] < self.best:
            self.best, self.waited, self.kept = logs["val_loss"], 0, self.model.get_weights()
        else:
            self.waited += 1
            self.model.stop_training = self.waited >= self.patience


def fit_keras(model, train, validation, epochs, patience):
    keeper = KeepBest(patience)
    history = model.fit(train, validation_data=validation, epochs=epochs, callbacks=[keeper], verbose=0)
    model.set_weights(keeper.kept)
    return history.history

# %% classifier
def train_classifier(images, labels, seed):
    train_rows, validation_rows = split_rows(labels, 0.15, seed)
    torch.manual_seed(seed + 1)
    mean, std = channel_statistics(images[train_rows])
    x, y = prepare(images, mean, std), torch.tensor(labels)
    model = residual_net(10, 0.05)
    optimizer = make_optimizer(model, 0.008, 0.02)
    epochs = 10
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: 1 - epoch / epochs)
    history = fit(
        model,
        make_loader(x[train_rows], y[train_rows], 48, True),
        make_loader(x[validation_rows], y[validation_rows], 100, False),
        optimizer,
        epochs,
        epochs,
        scheduler,
    )
    return dict(model=model, mean=mean, std=std, history=history)


def classify(classifier, images):
    x = prepare(images, classifier["mean"], classifier["std"])
    classifier["model"].eval()
    with torch.inference_mode():
        return np.array([int(classifier["model"](picture[None]).argmax()) for picture in x])

# %% keras_classifier
def train_keras_classifier(folder, seed):
    keras.utils.set_random_seed(seed)
    train, validation, names = load_folder(folder, 12, 48, 0.15, seed)
    model = compile_keras(keras_cnn(len(names)), 0.005)
    return model, fit_keras(model, train, validation, 8, 8)
