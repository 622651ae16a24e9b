package dev.berth.core.system;

import dev.berth.core.ConsumerName;
import dev.berth.core.ModelName;
import dev.berth.core.feature.ServiceReference;
import dev.berth.core.feature.ViewReference;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A caller declared in `berth.yaml`: a team or a program.
///
/// @param purpose what it calls for
/// @param owner the responsible team
/// @param contact the contact for questions about it
/// @param credentials by which it is known
/// @param permissions what it may call and read; empty for everything
/// @param quota its limits; empty for none
/// @param management whether it may load and unload the models that it may call
public record ApiConsumer(
        ConsumerName name,
        String purpose,
        Optional<String> owner,
        Optional<String> contact,
        Credentials credentials,
        Optional<Permissions> permissions,
        Optional<Quota> quota,
        boolean management) {

    /// Whether it may call the model, or endpoint, of this name.
    public boolean mayCall(ModelName model) {
        return permissions.isEmpty() || permissions.get().models().contains(model);
    }

    /// Whether it may read the features of this view, stored or on demand, by their own names.
    public boolean mayRead(ViewReference view) {
        return permissions.isEmpty() || permissions.get().covers(FeatureGrant.of(view));
    }

    /// Whether it may read the features of this service by the service's name.
    public boolean mayRead(ServiceReference service) {
        return permissions.isEmpty() || permissions.get().covers(FeatureGrant.of(service));
    }

    /// The models, endpoints and features that a consumer may call and read.
    ///
    /// @param models and endpoints, whose names are none of models; it may read what these models
    ///   read by their names as services
    /// @param features that it may read besides; empty if they are not limited, so that it is not
    ///   shown either which there are
    public record Permissions(Set<ModelName> models, Optional<Set<FeatureGrant>> features) {
        public Permissions {
            models = Set.copyOf(models);
            features = features.map(Set::copyOf);
        }

        /// Whether all that the other grants is granted here.
        public boolean covers(FeatureGrant other) {
            return features.isPresent()
                    && (features.get().contains(other)
                            || features.get().contains(FeatureGrant.ofEach(other.name())));
        }
    }

    /// The credentials that identify a consumer; none of them is secret.
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
