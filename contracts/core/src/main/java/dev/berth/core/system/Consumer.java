package dev.berth.core.system;

import dev.berth.core.ConsumerName;
import dev.berth.core.ModelName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Somebody who may call: a team or a program, declared in `berth.yaml`.
///
/// @param purpose what it calls for
/// @param contact whom to ask about it
/// @param keys several while one replaces another
/// @param identities of certificates that stand for it: `subject:` and the distinguished name, or
///   `dns:`, `uri:`, `email:` and an alternative name
/// @param models those that it may call, and endpoints, whose names are none of models; empty for
///   all
/// @param management whether it may load and unload the models that it may call
public record Consumer(
        ConsumerName name,
        String purpose,
        Optional<String> contact,
        List<ConsumerKey> keys,
        List<String> identities,
        Optional<Set<ModelName>> models,
        boolean management) {

    public Consumer {
        keys = List.copyOf(keys);
        identities = List.copyOf(identities);
        models = models.map(Set::copyOf);
    }

    /// Whether it may call the model, or endpoint, of this name.
    public boolean mayCall(ModelName model) {
        return models.isEmpty() || models.get().contains(model);
    }
}
