package dev.berth.featurestore;

import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.features.online.FeatureQuery;
import dev.berth.features.online.FeatureReads;
import dev.berth.features.online.FeatureRows;
import dev.berth.features.online.OnlineFeatures;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.PreparedFeatures;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a process that serves reads of a system's features: always by the definitions of now, from
/// a store that another process may be writing. Thread-safe.
public final class SystemFeatures implements FeatureReads {
    private static final Logger LOG = LoggerFactory.getLogger(SystemFeatures.class);

    private final Supplier<FeatureDefinitions> definitions;
    private final OnlineStore store;
    private final InstantSource clock;
    private volatile FeatureDefinitions seen = FeatureDefinitions.NONE;
    private volatile OnlineFeatures current;

    private SystemFeatures(
            Supplier<FeatureDefinitions> definitions, OnlineStore store, InstantSource clock) {
        this.definitions = definitions;
        this.store = store;
        this.clock = clock;
        this.current = new OnlineFeatures(seen, store, clock);
    }

    /// Reads as a server's process does.
    ///
    /// @param environment whose variables may stand in a store's URI
    public static FeatureReads.Source source(Map<String, String> environment) {
        return (Path directory, Optional<String> uri, Supplier<FeatureDefinitions> definitions) ->
                new SystemFeatures(
                        definitions,
                        new LazyStore(new StoreAddress(directory, uri, environment)::openToRead),
                        InstantSource.system());
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // The same object is the same; others are compared.
    public OnlineFeatures current() {
        FeatureDefinitions now = definitions.get();
        return now == seen ? current : renew(now);
    }

    /// Definitions that cannot be compiled leave those before them in force.
    private synchronized OnlineFeatures renew(FeatureDefinitions now) {
        if (!now.equals(seen)) {
            try {
                current = new OnlineFeatures(now, store, clock);
            } catch (ProblemException broken) {
                LOG.error("features stay as they were: {}", broken.problem());
            }
        }
        seen = now;
        return current;
    }

    @Override
    public FeatureDefinitions definitions() {
        return current().definitions();
    }

    @Override
    public FeatureRows read(FeatureQuery query) {
        return current().read(query);
    }

    @Override
    public PreparedFeatures prepare(List<FeatureSelection> selections) {
        return current().prepare(selections);
    }

    @Override
    public boolean isQuick() {
        return store.isQuick();
    }

    @Override
    public void close() {
        store.close();
    }
}
