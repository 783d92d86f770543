/// Scaling laws: how large a model a budget of compute buys, how many tokens it should see, and what loss to
/// expect. Losses are in nats per token, and hold for the data, tokenizers and models they were fitted to.
package formers.models.scaling;
