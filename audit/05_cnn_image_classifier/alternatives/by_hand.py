# /// alternative
# summary = "A data set that moves single pictures, norms of its own making, one class for all training, and a Keras model as a subclass."
# ///

# %% split
def split_rows(labels, share, seed):
    np.random.seed(seed)
    is_validation = np.zeros(len(labels), dtype=bool)
    for label, count in zip(*np.unique(labels, return_counts=True)):
        rows = np.where(labels == label)[0]
        np.random.shuffle(rows)
        is_validation[rows[: int(round(share * count))]] = True
    return np.where(~is_validation)[0], np.where(is_validation)[0]

# %% prepare
def channel_statistics(images):
    mean = [float((images[..., c] / 255).mean()) for c in range(3)]
    std = [float((images[..., c] / 255).std()) for c in range(3)]
    return np.array(mean, dtype=np.float32), np.array(std, dtype=np.float32)


def prepare(images, mean, std):
    channels = [
        (images[..., c].astype(np.float32) / 255.0 - float(mean[c])) / float(std[c]) for c in range(3)
    ]
    return torch.tensor(np.stack(channels, axis=1), dtype=torch.float32)

# %% shift
def moved_picture(picture, down, right):
    height, width = picture.shape[-2:]
    result = picture.clone()
    for row in range(height):
        source = min(max(row - down, 0), height - 1)
        result[:, row] = picture[:, source]
    turned = result.clone()
    for column in range(width):
        source = min(max(column - right, 0), width - 1)
        turned[:, :, column] = result[:, :, source]
    return turned


def random_shift(batch, most):
    moves = np.random.randint(-most, most + 1, size=(len(batch), 2))
    return torch.stack([moved_picture(picture, int(a), int(b)) for picture, (a, b) in zip(batch, moves)])

# %% loader
class Pictures(torch.utils.data.Dataset):
    def __init__(self, pictures, labels, most):
        self.pictures, self.labels, self.most = pictures, labels, most

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, row):
        picture = self.pictures[row]
        if self.most:
            down, right = np.random.randint(-self.most, self.most + 1, size=2)
            padded = np.pad(picture.numpy(), ((0, 0), (self.most,) * 2, (self.most,) * 2), mode="edge")
            top, left = self.most - down, self.most - right
            picture = torch.from_numpy(padded[:, top : top + picture.shape[1], left : left + picture.shape[2]])
        return picture, self.labels[row]


def make_loader(pictures, labels, batch_size, training, most=1):
    rows = Pictures(pictures, labels, most if training else 0)
    return torch.utils.data.DataLoader(rows, batch_size=batch_size, shuffle=training)

# %% plain
def plain_cnn(classes, width=8, depth=2, kernel=3, pooling="max"):
    pools = {"max": nn.MaxPool2d, "average": nn.AvgPool2d}
    model = nn.Sequential()
    before = 3
    for i in range(depth):
        model.add_module(f"pad{i}", nn.ZeroPad2d(kernel // 2))
        model.add_module(f"conv{i}", nn.Conv2d(before, width << i, kernel))
        # ReLU and the maximum commute.
        model.add_module(f"relu{i}", nn.ReLU(inplace=True))
        model.add_module(f"pool{i}", pools[pooling](kernel_size=2, stride=2))
        before = width << i
    model.add_module("mean", nn.AdaptiveAvgPool2d((1, 1)))
    model.add_module("flat", nn.Flatten(start_dim=1))
    model.add_module("dense", nn.Linear(before, classes))
    return model

# %% block
class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.shortcut = nn.Sequential()
        if not (c_in == c_out and stride == 1):
            self.shortcut.append(nn.Conv2d(c_in, c_out, kernel_size=1, stride=stride, bias=False))
            self.shortcut.append(nn.BatchNorm2d(c_out))
        self.first = nn.Conv2d(c_in, c_out, kernel_size=3, stride=stride, padding=1, bias=False)
        self.first_norm = nn.BatchNorm2d(c_out)
        self.second = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1, bias=False)
        self.second_norm = nn.BatchNorm2d(c_out)
        nn.init.zeros_(self.second_norm.weight)
        for layer in (self.first, self.second):
            nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x):
        out = F.relu(self.first_norm(self.first(x)), inplace=True)
        out = self.second_norm(self.second(out))
        out += self.shortcut(x)
        return F.relu(out)

# %% resnet
class Tail(nn.Module):
    def __init__(self, classes, dropout):
        super().__init__()
        self.drop, self.dense = nn.Dropout(dropout), nn.Linear(48, classes)

    def forward(self, x):
        return self.dense(self.drop(torch.einsum("nchw->nc", x) / (x.shape[2] * x.shape[3])))


def residual_net(classes, dropout=0.1):
    stem = nn.Sequential(nn.Conv2d(3, 12, 3, 1, 1), nn.BatchNorm2d(12), nn.ReLU(inplace=True))
    return nn.Sequential(stem, ResidualBlock(12, 24, 2), ResidualBlock(24, 48, 2), Tail(classes, dropout))

# %% optimizer
def make_optimizer(model, lr, weight_decay):
    matrices, vectors = [], []
    for parameter in model.parameters():
        (vectors if parameter.dim() <= 1 else matrices).append(parameter)
    optimizer = torch.optim.AdamW(matrices, lr=lr, weight_decay=weight_decay)
    optimizer.add_param_group({"params": vectors, "weight_decay": 0})
    return optimizer

# %% train_epoch
def train_epoch(model, loader, optimizer):
    model.train()
    criterion = nn.CrossEntropyLoss(reduction="sum")
    total = rows = 0
    for batch, batch_labels in loader:
        optimizer.zero_grad(set_to_none=False)
        loss_sum = criterion(model(batch), batch_labels)
        (loss_sum / len(batch)).backward()
        optimizer.step()
        with torch.no_grad():
            total, rows = total + loss_sum.detach().double(), rows + len(batch)
    return float(total / rows)

# %% evaluate
def evaluate(model, loader):
    model.eval()
    with torch.no_grad():
        parts = [(model(batch), batch_labels) for batch, batch_labels in loader]
    logits, classes = (torch.cat(part) for part in zip(*parts))
    loss = nn.CrossEntropyLoss()(logits, classes)
    return float(loss), float(np.mean(logits.numpy().argmax(1) == classes.numpy()))

# %% fit
def fit(model, train_loader, validation_loader, optimizer, epochs, patience, scheduler=None):
    history = {key: [] for key in ("train_loss", "validation_loss", "validation_accuracy")}
    file, best, best_epoch = os.path.join(tempfile.mkdtemp(), "best.pt"), np.inf, 0
    epoch = 0
    while epoch < epochs and epoch - best_epoch < patience:
        epoch += 1
        history["train_loss"] += [train_epoch(model, train_loader, optimizer)]
        scheduler and scheduler.step()
        loss, accuracy = evaluate(model, validation_loader)
        history["validation_loss"] += [loss]
        history["validation_accuracy"] += [accuracy]
        if loss < best:
            best, best_epoch = loss, epoch
            torch.save(model.state_dict(), file)
    model.load_state_dict(torch.load(file))
    return history

# %% confusion
def confusion_counts(labels, predictions, classes):
    return np.array(
        [[int(((labels == t) & (predictions == p)).sum()) for p in range(classes)] for t in range(classes)]
    )


def precision_recall(counts):
    precision, recall = [], []
    for c in range(len(counts)):
        column, row = sum(counts[:, c]), sum(counts[c, :])
        precision.append(counts[c, c] / column if column else 0.0)
        recall.append(counts[c, c] / row if row else 0.0)
    return np.array(precision), np.array(recall)

# %% inside
def layer_output(model, layer, batch):
    modes = {part: part.training for part in model.modules()}
    outputs = []

    def keep(part, inputs, output):
        outputs.append(output.detach().clone())

    handle = layer.register_forward_hook(keep)
    model.eval()
    with torch.no_grad():
        model(batch)
    handle.remove()
    for part, mode in modes.items():
        part.training = mode
    return outputs[0]


def as_pictures(weights):
    w = torch.as_tensor(np.asarray(weights)).permute(0, 2, 3, 1)
    w = w - w.amin(dim=(1, 2, 3), keepdim=True)
    top = w.amax(dim=(1, 2, 3), keepdim=True)
    return torch.where(top > 0, w / top.clamp(min=1e-30), torch.zeros_like(w)).numpy()

# %% folder
def load_folder(folder, size, batch_size, share, seed):
    import tensorflow as tf

    class_names = sorted(place.name for place in Path(folder).iterdir() if place.is_dir())
    files, labels = [], []
    for label, name in enumerate(class_names):
        for file in sorted((Path(folder) / name).glob("*.png")):
            files.append(str(file))
            labels.append(label)
    order = np.random.default_rng(seed).permutation(len(files))
    cut = int(share * len(files))

    def read(file, label):
        picture = tf.io.decode_png(tf.io.read_file(file), channels=3)
        return tf.image.resize(tf.cast(picture, tf.float32), (size, size)), label

    def dataset(rows):
        chosen = tf.data.Dataset.from_tensor_slices(([files[i] for i in rows], [labels[i] for i in rows]))
        return chosen.map(read).cache()

    train = dataset(order[cut:]).shuffle(len(files)).batch(batch_size)
    return train, dataset(order[:cut]).batch(batch_size), class_names

# %% keras_cnn
class Network(keras.Model):
    def __init__(self, classes):
        super().__init__()
        self.scale = keras.layers.Rescaling(1 / 255)
        self.move = keras.layers.RandomTranslation(1 / 12, 1 / 12, fill_mode="nearest")
        self.convolutions = [
            keras.layers.Conv2D(channels, 3, padding="same", use_bias=False) for channels in (16, 32, 48)
        ]
        self.norms = [keras.layers.BatchNormalization(momentum=0.85) for _ in range(3)]
        self.pool = keras.layers.MaxPooling2D()
        self.mean = keras.layers.GlobalAveragePooling2D()
        self.dense = keras.layers.Dense(classes)

    def call(self, x, training=False):
        x = self.move(self.scale(x), training=training)
        for i, (convolution, norm) in enumerate(zip(self.convolutions, self.norms)):
            x = keras.activations.relu(norm(convolution(x), training=training))
            x = self.pool(x) if i < 2 else x
        return self.dense(self.mean(x))


def keras_cnn(classes):
    model = Network(classes)
    model(np.zeros((1, 12, 12, 3), np.float32))
    return model

# %% keras_fit
def compile_keras(model, lr):
    model.compile(
        optimizer=keras.optimizers.AdamW(learning_rate=lr, weight_decay=1e-4),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True, name="loss"),
        metrics=["accuracy"],
    )


def fit_keras(model, train, validation, epochs, patience):
    history, best, kept, waited = {}, np.inf, None, 0
    for _ in range(epochs):
        one = model.fit(train, validation_data=validation, epochs=1, verbose=0).history
        for key, values in one.items():
            history.setdefault(key, []).extend(values)
        if one["val_loss"][0] < best:
            best, kept, waited = one["val_loss"][0], model.get_weights(), 0
        else:
            waited += 1
            if waited >= patience:
                break
    model.set_weights(kept)
    return history

# %% classifier
def train_classifier(images, labels, seed):
    rows, others = split_rows(labels, 0.15, seed)
    torch.manual_seed(seed)
    mean, std = channel_statistics(images[rows])
    y = torch.as_tensor(np.asarray(labels), dtype=torch.long)
    train_loader = make_loader(prepare(images[rows], mean, std), y[rows], 32, True)
    validation_loader = make_loader(prepare(images[others], mean, std), y[others], 64, False)
    model = residual_net(10)
    optimizer = make_optimizer(model, 0.005, 0.05)
    history = fit(model, train_loader, validation_loader, optimizer, 9, 4)
    return {"model": model, "mean": mean, "std": std, "history": history}


def classify(classifier, images):
    labels = torch.zeros(len(images), dtype=torch.long)
    loader = make_loader(prepare(images, classifier["mean"], classifier["std"]), labels, 100, False)
    classifier["model"].eval()
    with torch.no_grad():
        return torch.cat([classifier["model"](batch).argmax(1) for batch, _ in loader]).numpy()

# %% keras_classifier
def train_keras_classifier(folder, seed):
    keras.utils.set_random_seed(seed)
    train, validation, names = load_folder(folder, 12, 32, 0.15, seed)
    model = keras_cnn(10)
    compile_keras(model, 0.005)
    return model, fit_keras(model, train, validation, 8, 5)
