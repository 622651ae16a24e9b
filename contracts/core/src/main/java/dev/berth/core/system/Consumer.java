package dev.berth.core.system;

import dev.berth.core.ConsumerName;
import dev.berth.core.ModelName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Somebody who may call: a team or a program, declared in `berth.yaml`.
///
/// @param purpose what it calls for
/// @param owner who answers for it
/// @param contact whom to ask about it
/// @param credentials by which it is known
/// @param models those that it may call, and endpoints, whose names are none of models; empty for
///   all
/// @param quota how much it may ask for; empty for any amount
/// @param management whether it may load and unload the models that it may call
public record Consumer(
        ConsumerName name,
        String purpose,
        Optional<String> owner,
        Optional<String> contact,
        Credentials credentials,
        Optional<Set<ModelName>> models,
        Optional<Quota> quota,
        boolean management) {

    public Consumer {
        models = models.map(Set::copyOf);
    }

    /// Whether it may call the model, or endpoint, of this name.
    public boolean mayCall(ModelName model) {
        return models.isEmpty() || models.get().contains(model);
    }

    /// By what a consumer is known; nothing of it is secret.
    ///
    /// @param keys several while one replaces another
    /// @param identities of certificates that stand for it: `subject:` and the distinguished name,
    ///   or `dns:`, `uri:`, `email:` and an alternative name
    /// @param tokens that stand for it
    public record Credentials(
            List<ConsumerKey> keys, List<String> identities, List<TokenIdentity> tokens) {
        public Credentials {
            keys = List.copyOf(keys);
            identities = List.copyOf(identities);
            tokens = List.copyOf(tokens);
        }
    }
}
