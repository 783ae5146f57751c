# /// alternative
# summary = "DataLoaders everywhere, a linear classifier trained by itself and then put in, and Keras layers of another kind."
# ///

# %% preprocess
def preprocess(images, mean, std):
    x = torch.as_tensor(images).permute(0, 3, 1, 2).to(torch.float32).div(255)
    mean, std = (torch.as_tensor(value, dtype=torch.float32).view(1, -1, 1, 1) for value in (mean, std))
    return x.sub(mean).div(std)


# %% load
def load_pretrained(path):
    stored = load_file(path)
    wrapped = nn.Module()
    wrapped.module = LetterNet(num_classes=stored["module.head.weight"].shape[0])
    wrapped.load_state_dict(stored, strict=True)
    return wrapped.module


# %% mode
def train_mode(model, keep_statistics):
    model.train()
    kinds = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)
    model.apply(lambda layer: layer.eval() if keep_statistics and isinstance(layer, kinds) else None)


# %% features
def extract_features(model, x, batch_size=64):
    from torch.utils.data import DataLoader, TensorDataset

    model.eval()
    loader = DataLoader(TensorDataset(x), batch_size=batch_size, shuffle=False)
    with torch.no_grad():
        return torch.cat(
            [model.forward_head(model.forward_features(batch), pre_logits=True) for (batch,) in loader]
        )


# %% epoch
def train_epoch(model, x, y, optimizer, batch_size, generator, keep_statistics=True):
    from torch.utils.data import DataLoader, TensorDataset

    loader = DataLoader(TensorDataset(x, y), batch_size=batch_size, shuffle=True, generator=generator)
    train_mode(model, keep_statistics)
    criterion = nn.CrossEntropyLoss(reduction="sum")
    seen, summed = 0, 0.0
    for inputs, classes in loader:
        summed_here = criterion(model(inputs), classes)
        (summed_here / len(classes)).backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        summed += float(summed_here)
        seen += len(classes)
    return summed / seen


# %% evaluate
def evaluate(model, x, y, batch_size=64):
    from torch.utils.data import DataLoader, TensorDataset

    model.eval()
    with torch.no_grad():
        right = sum(
            int((model(inputs).argmax(1) == classes).sum())
            for inputs, classes in DataLoader(TensorDataset(x, y), batch_size=batch_size)
        )
    return right / len(y)


# %% optimizer
def make_optimizer(model, head_lr, body_lr, weight_decay):
    head = [p for p in model.head.parameters() if p.requires_grad]
    known = set(map(id, head))
    body = [p for p in model.parameters() if p.requires_grad and id(p) not in known]
    optimizer = torch.optim.AdamW([{"params": head, "lr": head_lr}], weight_decay=weight_decay)
    optimizer.add_param_group({"params": body, "lr": body_lr})
    return optimizer


# %% keras_build
def build_keras(body, input_shape, num_classes, mean, std):
    for layer in body.layers:
        layer.trainable = False
    scaling = keras.layers.Rescaling(1 / 255)
    normalization = keras.layers.Normalization(axis=-1, mean=mean, variance=np.square(std))
    layers = [keras.Input(input_shape), scaling, normalization, body]
    return keras.Sequential([*layers, keras.layers.Dense(num_classes, activation="linear")])


# %% keras_compile
def compile_keras(model, lr):
    model.compile(
        keras.optimizers.Adam(learning_rate=lr),
        loss=keras.losses.SparseCategoricalCrossentropy(True),
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
    )


# %% keras_unfreeze
def unfreeze_keras(model, body, first, lr):
    start = body.layers.index(body.get_layer(first))
    body.trainable = False
    body.trainable = True
    for number, layer in enumerate(body.layers):
        if number < start or isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False
    compile_keras(model, lr)


# %% application
def application_body(size, weights=None):
    base = keras.applications.MobileNetV2((size, size, 3), 0.35, include_top=False, weights=weights)
    return keras.Model(base.input, keras.layers.GlobalAveragePooling2D()(base.output))


# %% run_features
x_train = preprocess(images, config["mean"], config["std"]).to(device)
x_validation = preprocess(validation_images, config["mean"], config["std"]).to(device)
y_train = torch.from_numpy(labels).to(device)
y_validation = torch.from_numpy(validation_labels).to(device)
torch.manual_seed(1)
generator = torch.Generator().manual_seed(1)
feature_model = load_pretrained("letternet.safetensors").to(device)
for parameter in feature_model.parameters():
    parameter.requires_grad = False
train_set = extract_features(feature_model, x_train), y_train
validation_set = extract_features(feature_model, x_validation), y_validation
classifier = nn.Linear(48, 6).to(device)
feature_history = fit(
    classifier,
    train_set,
    validation_set,
    torch.optim.Adam(classifier.parameters(), lr=2e-2),
    30,
    60,
    generator,
)
reset_classifier(feature_model, 6)
feature_model.head.load_state_dict(classifier.state_dict())
feature_model.to(device)
