# /// alternative
# summary = "Other forms: NumPy before torch, log-softmax and NLL, gradients set to None, one group a parameter, modes layer by layer."
# ///

# %% preprocess
def preprocess(images, mean, std):
    scaled = np.asarray(images, dtype=np.float64) / 255.0
    planes = [(scaled[:, :, :, c] - mean[c]) / std[c] for c in range(scaled.shape[-1])]
    return torch.tensor(np.stack(planes, axis=1).astype(np.float32))


# %% load
def load_pretrained(path):
    with safe_open(path, framework="pt") as file:
        weights = {name[len("module.") :]: file.get_tensor(name) for name in file.keys()}
    model = LetterNet(weights["head.bias"].shape[0])
    wanted = model.state_dict()
    if set(wanted) != set(weights):
        raise KeyError(set(wanted) ^ set(weights))
    with torch.no_grad():
        for name, value in wanted.items():
            if value.shape != weights[name].shape:
                raise ValueError(name)
            value.copy_(weights[name])
    return model.eval()


# %% head
def reset_classifier(model, num_classes):
    if num_classes == 0:
        model.head = nn.Identity()
    else:
        layer = nn.Linear(model.num_features, num_classes)
        nn.init.zeros_(layer.bias)
        nn.init.normal_(layer.weight, std=0.02)
        setattr(model, "head", layer)
    model.num_classes = num_classes


# %% trainable
def set_trainable(model, names):
    wanted = [name.split(".") for name in names]
    found = set()
    for parameter, value in model.named_parameters():
        path = parameter.split(".")
        hits = [i for i, name in enumerate(wanted) if path[: len(name)] == name]
        found.update(hits)
        value.requires_grad_(bool(hits))
        if not hits:
            value.grad = None
    if len(found) < len(wanted):
        raise ValueError("a name that no parameter belongs to")


# %% mode
def train_mode(model, keep_statistics):
    for layer in model.modules():
        is_norm = isinstance(layer, nn.modules.batchnorm._BatchNorm)
        layer.training = not (is_norm and keep_statistics)


# %% features
@torch.no_grad()
def extract_features(model, x, batch_size=64):
    was = model.training
    model.eval()
    result = torch.empty(len(x), model.num_features, device=x.device)
    for start in range(0, len(x), batch_size):
        batch = x[start : start + batch_size]
        result[start : start + batch_size] = model.forward_head(
            model.forward_features(batch), pre_logits=True
        )
    model.train(was)
    return result


# %% epoch
def train_epoch(model, x, y, optimizer, batch_size, generator, keep_statistics=True):
    train_mode(model, keep_statistics)
    order = torch.randperm(len(x), generator=generator)
    losses = torch.zeros(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        log_p = torch.log_softmax(model(x[rows]), dim=1)
        each = -log_p.gather(1, y[rows, None]).squeeze(1)
        for group in optimizer.param_groups:
            for parameter in group["params"]:
                parameter.grad = None
        (each.sum() / len(rows)).backward()
        optimizer.step()
        losses[rows] = each.detach().cpu()
    return float(losses.mean())


# %% evaluate
def evaluate(model, x, y, batch_size=64):
    model.eval()
    hits = []
    with torch.inference_mode():
        for start in range(0, len(x), batch_size):
            scores = model(x[start : start + batch_size])
            hits += (scores.max(dim=-1).indices == y[start : start + batch_size]).tolist()
    return float(np.mean(hits))


# %% fit
def fit(model, train, validation, optimizer, epochs, batch_size, generator, keep_statistics=True):
    history, best = [], {}
    for epoch in range(epochs):
        train_epoch(model, train[0], train[1], optimizer, batch_size, generator, keep_statistics)
        history.append(evaluate(model, validation[0], validation[1]))
        if int(np.argmax(history)) == epoch:
            best = {name: value.detach().clone() for name, value in model.state_dict().items()}
    if best:
        model.load_state_dict(best)
    return history


# %% optimizer
def make_optimizer(model, head_lr, body_lr, weight_decay):
    in_head = {id(parameter) for parameter in model.head.parameters()}
    groups = []
    for parameter in model.parameters():
        if parameter.requires_grad:
            lr = head_lr if id(parameter) in in_head else body_lr
            groups.append({"params": [parameter], "lr": lr, "weight_decay": weight_decay})
    return torch.optim.AdamW(groups)


# %% few
def few_per_class(labels, n, seed):
    rng, taken, chosen = np.random.default_rng(seed), {}, []
    for place in rng.permutation(len(labels)):
        label = int(labels[place])
        if taken.get(label, 0) < n:
            taken[label] = taken.get(label, 0) + 1
            chosen.append(int(place))
    return np.array(chosen)
