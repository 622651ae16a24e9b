package dev.berth.precompute.snapshot;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.EnvironmentSubstitution;
import dev.berth.core.system.RedisStoreConfig;
import dev.berth.core.system.SystemDescription;
import dev.berth.features.redis.RedisAddress;
import dev.berth.features.redis.RedisStore;
import java.util.Map;

/// Choice of the place where a system's snapshots are kept: the server of `features.store` in
/// `berth.yaml`, or the system's directory.
public final class SnapshotStores {
    private SnapshotStores() {}

    /// The place of a system.
    ///
    /// @throws ProblemException `online-store-unavailable` if a server cannot be reached
    public static SnapshotStore of(SystemDescription system, Map<String, String> environment) {
        return system.features()
                .store()
                .<SnapshotStore>map(store -> shared(store, system, environment))
                .orElseGet(() -> new DirectorySnapshots(PrecomputedFiles.root(system)));
    }

    private static SnapshotStore shared(
            RedisStoreConfig store, SystemDescription system, Map<String, String> environment) {
        String filled =
                EnvironmentSubstitution.fill(
                        store.uri(),
                        environment,
                        name ->
                                new ProblemException(
                                        ProblemCode.ONLINE_STORE_UNAVAILABLE,
                                        "`features.store` names the variable "
                                                + name
                                                + " (expected: one of the environment)",
                                        "set it, or write the address into berth.yaml"));
        RedisAddress address =
                RedisAddress.of(filled).withPrefix("berth-precomputed:" + system.name() + ":");
        return new SharedSnapshots(
                RedisStore.open(
                        store.authorities()
                                .map(
                                        file ->
                                                address.withAuthorities(
                                                        system.directory().resolve(file)))
                                .orElse(address)));
    }
}
