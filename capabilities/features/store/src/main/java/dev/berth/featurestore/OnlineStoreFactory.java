package dev.berth.featurestore;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.ShellWord;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.system.EnvironmentSubstitution;
import dev.berth.core.system.RedisStoreConfig;
import dev.berth.features.ingest.StoreKeys;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.redis.RedisAddress;
import dev.berth.features.redis.RedisStore;
import dev.berth.features.rocksdb.RocksRepair;
import dev.berth.features.rocksdb.RocksStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Factory of a system's online store.
///
/// @param directory of the system
/// @param shared empty for a directory of the system's own
/// @param environment variables for the URI
record OnlineStoreFactory(
        Path directory, Optional<RedisStoreConfig> shared, Map<String, String> environment) {
    private static final Logger LOG = LoggerFactory.getLogger(OnlineStoreFactory.class);
    private static final String FOLDER = ".berth/features/online";

    OnlineStoreFactory {
        environment = Map.copyOf(environment);
    }

    /// Opens it for writing; a directory has one writer at a time.
    OnlineStore open() {
        return shared.isPresent() ? open(shared.get()) : RocksStore.open(folder());
    }

    /// Verifies every byte of a closed directory, and replaces it if damaged by a new one with
    /// everything readable, so that views can be rewritten. Blocks.
    ///
    /// @throws ProblemException `online-store-unavailable` if another process has it open
    void repairIfDamaged(FeatureDefinitions definitions) {
        if (shared.isEmpty()) {
            RocksRepair.ifDamaged(folder(), StoreKeys.of(definitions))
                    .ifPresent(
                            report ->
                                    LOG.warn(
                                            "{}: it is kept in {}, and a new store has what could"
                                                    + " be read; lost are {}",
                                            report.problem().message(),
                                            report.aside(),
                                            report.lost()));
        }
    }

    /// Opens it for reading beside the writer.
    OnlineStore openToRead() {
        if (shared.isPresent()) {
            return open(shared.get());
        }
        if (!Files.isDirectory(folder())) {
            throw new ProblemException(
                    ProblemCode.ONLINE_STORE_UNAVAILABLE,
                    "no features are kept for "
                            + directory
                            + " yet (expected: the folder "
                            + FOLDER
                            + ")",
                    "run `berth features materialize " + ShellWord.of(directory) + "`");
        }
        return RocksStore.openToRead(folder());
    }

    private Path folder() {
        return directory.resolve(FOLDER);
    }

    private OnlineStore open(RedisStoreConfig store) {
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
        var address = RedisAddress.of(filled);
        return RedisStore.open(
                store.authorities()
                        .map(file -> address.withAuthorities(directory.resolve(file)))
                        .orElse(address));
    }
}
