package dev.berth.features.kafka;

import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.SourceName;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.features.ingest.FeedStatus;
import dev.berth.features.ingest.StreamIngestion;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Manager of one ingestor for each source with a topic, following the definitions of a system.
/// Thread-safe.
public final class KafkaIngestorManager implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaIngestorManager.class);

    /// Interval at which definitions are checked.
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Supplier<FeatureDefinitions> definitions;
    private final SourcePathResolver place;
    private final StreamIngestion feeding;
    private final Map<SourceName, KafkaIngestor> feeds = new TreeMap<>();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("berth-feeds").factory());

    private KafkaIngestorManager(
            Supplier<FeatureDefinitions> definitions,
            SourcePathResolver place,
            StreamIngestion feeding) {
        this.definitions = definitions;
        this.place = place;
        this.feeding = feeding;
    }

    /// Follows definitions.
    ///
    /// @param place resolves the files and variables that topics name
    public static KafkaIngestorManager follow(
            Supplier<FeatureDefinitions> definitions,
            SourcePathResolver place,
            StreamIngestion feeding) {
        var feeds = new KafkaIngestorManager(definitions, place, feeding);
        var _ =
                feeds.clock.scheduleWithFixedDelay(
                        feeds::pollSafely, 0, POLL.toMillis(), TimeUnit.MILLISECONDS);
        return feeds;
    }

    /// Logs failures: an exception would end the schedule.
    private void pollSafely() {
        try {
            poll();
        } catch (RuntimeException broken) {
            LOG.error("checking the topics failed: ", broken);
        }
    }

    private synchronized void poll() {
        if (clock.isShutdown()) {
            return;
        }
        Map<SourceName, DataSourceConfig.Topic> wanted = new HashMap<>();
        for (EventSource source : definitions.get().sources().values()) {
            if (source.origin() instanceof DataSourceConfig.Stream stream) {
                stream.topic().ifPresent(topic -> wanted.put(source.name(), topic));
            }
        }
        feeds.entrySet()
                .removeIf(
                        entry -> {
                            KafkaIngestor feed = entry.getValue();
                            boolean isOver = !feed.topic().equals(wanted.get(entry.getKey()));
                            if (isOver) {
                                feed.close();
                            }
                            return isOver;
                        });
        wanted.forEach(
                (source, topic) ->
                        feeds.computeIfAbsent(
                                source, name -> KafkaIngestor.start(name, topic, place, feeding)));
    }

    /// The status of each ingestor.
    public synchronized List<FeedStatus> status() {
        return feeds.values().stream().map(KafkaIngestor::status).toList();
    }

    @Override
    public synchronized void close() {
        clock.shutdownNow();
        feeds.values().forEach(KafkaIngestor::close);
        feeds.clear();
    }
}
