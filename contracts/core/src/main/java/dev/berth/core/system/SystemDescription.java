package dev.berth.core.system;

import dev.berth.core.ModelName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The description of the system as a whole, as `berth.yaml` has it.
///
/// @param directory the folder of `berth.yaml`
/// @param owner the team responsible for the system, or an address
/// @param versionPolicies by model; a model without one serves all its versions
/// @param remotes other servers that steps of endpoints may call, by name
/// @param features where features are kept, and what becomes of what is served
/// @param state where what is decided at run time is kept; empty for a file in the directory
/// @param jobs what jobs may be, and what becomes of them
/// @param access the access rules
public record SystemDescription(
        Path directory,
        String name,
        String summary,
        Optional<String> owner,
        Map<ModelName, VersionPolicy> versionPolicies,
        List<RemoteCluster> remotes,
        FeatureSettings features,
        Optional<StateStoreConfig> state,
        JobSettings jobs,
        AccessRules access) {

    public SystemDescription {
        versionPolicies = Map.copyOf(versionPolicies);
        remotes = List.copyOf(remotes);
    }

    /// One with the default settings of jobs.
    public SystemDescription(
            Path directory,
            String name,
            String summary,
            Optional<String> owner,
            Map<ModelName, VersionPolicy> versionPolicies,
            List<RemoteCluster> remotes,
            FeatureSettings features,
            Optional<StateStoreConfig> state,
            AccessRules access) {
        this(
                directory,
                name,
                summary,
                owner,
                versionPolicies,
                remotes,
                features,
                state,
                JobSettings.DEFAULT,
                access);
    }

    public VersionPolicy versionPolicy(ModelName model) {
        return versionPolicies.getOrDefault(model, new VersionPolicy.All());
    }
}
