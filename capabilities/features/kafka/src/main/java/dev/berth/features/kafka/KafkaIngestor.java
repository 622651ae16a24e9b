package dev.berth.features.kafka;

import dev.berth.core.Problem;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.SourceName;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.features.ingest.EventBatch;
import dev.berth.features.ingest.FeedStatus;
import dev.berth.features.ingest.IngestReport;
import dev.berth.features.ingest.IngestStatus;
import dev.berth.features.ingest.Partition;
import dev.berth.features.ingest.StreamIngestion;
import dev.berth.features.ingest.StreamIngestor;
import dev.berth.protocol.feature.EventJsonReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ingestor of a Kafka topic into the rows of a source's views, on its own thread.
///
/// It starts at the offset in the store, or at the beginning; no offsets are committed to the
/// broker. After any failure it restarts there, with a pause. Displaced by another process, it
/// stands by, and takes over when that one leaves events unread ([StandbyTimer]). Thread-safe.
public final class KafkaIngestor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaIngestor.class);

    /// Enough to share the cost of a write, and to write a hot row once for many events.
    private static final int EVENTS_OF_A_BATCH = 5_000;

    private static final Duration POLL = Duration.ofMillis(500);

    /// Interval of the check for new partitions.
    private static final Duration PARTITION_CHECK = Duration.ofSeconds(30);

    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration PAUSE_FIRST = Duration.ofMillis(100);
    private static final Duration PAUSE_LONGEST = Duration.ofSeconds(10);

    /// Violations of a batch that are logged individually.
    private static final int VIOLATIONS_LOGGED = 3;

    private final SourceName source;
    private final DataSourceConfig.Topic topic;
    private final KafkaClientConfig access;
    private final StreamIngestion feeding;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private volatile @Nullable StreamIngestor ingest;
    private volatile OptionalLong lag = OptionalLong.empty();
    private volatile Optional<String> failure = Optional.empty();
    private volatile boolean running;
    private final StandbyTimer standby;
    private final LongAdder recordCount = new LongAdder();
    private final LongAdder byteCount = new LongAdder();
    private final LongAdder failureCount = new LongAdder();

    private KafkaIngestor(
            SourceName source,
            DataSourceConfig.Topic topic,
            SourcePathResolver place,
            StreamIngestion feeding,
            Duration patience) {
        this.standby = new StandbyTimer(patience);
        this.source = source;
        this.topic = topic;
        this.access = new KafkaClientConfig(topic, place);
        this.feeding = feeding;
        this.thread =
                Thread.ofPlatform().daemon().name("berth-feed-" + source).unstarted(this::run);
    }

    /// Begins to read a topic.
    ///
    /// @param place resolves the files and variables that the topic names
    /// @param feeding evaluated before each batch, as definitions may change
    public static KafkaIngestor start(
            SourceName source,
            DataSourceConfig.Topic topic,
            SourcePathResolver place,
            StreamIngestion feeding) {
        return start(source, topic, place, feeding, StandbyTimer.PATIENCE);
    }

    /// @param patience until a displaced process takes over from one that leaves events unread
    static KafkaIngestor start(
            SourceName source,
            DataSourceConfig.Topic topic,
            SourcePathResolver place,
            StreamIngestion feeding,
            Duration patience) {
        var feed = new KafkaIngestor(source, topic, place, feeding, patience);
        feed.thread.start();
        return feed;
    }

    DataSourceConfig.Topic topic() {
        return topic;
    }

    public FeedStatus status() {
        StreamIngestor into = ingest;
        return new FeedStatus(
                source,
                topic.name(),
                running,
                lag,
                recordCount.sum(),
                byteCount.sum(),
                failureCount.sum(),
                into == null ? IngestStatus.NOTHING : into.status(),
                failure);
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    private void run() {
        Duration pause = PAUSE_FIRST;
        while (!isStopped()) {
            try (Consumer<byte[], byte[]> fresh = connect()) {
                consumer = fresh;
                pause = follow(fresh, pause);
            } catch (WakeupException | InterruptException stop) {
                // Only [#close] causes either.
            } catch (RuntimeException broken) {
                // Whatever it is: otherwise a feed could end for good without notice.
                failed(broken);
            } finally {
                consumer = null;
                running = false;
            }
            pause = rest(pause);
        }
    }

    private void failed(RuntimeException broken) {
        Optional<String> before = failure;
        String text = text(broken);
        failure = Optional.of(text);
        lag = OptionalLong.empty();
        failureCount.increment();
        if (!isStopped() && !before.equals(failure)) {
            LOG.warn(
                    "topic {} of source {} is not read at the moment: {}",
                    topic.name(),
                    source,
                    text);
        }
    }

    /// The message, or that of the cause: Kafka clients often explain a failure only there.
    private static String text(RuntimeException broken) {
        String text = String.valueOf(broken.getMessage());
        Throwable last = broken;
        while (last instanceof KafkaException && last.getCause() != null) {
            last = last.getCause();
        }
        String cause = last.getMessage();
        return cause == null || text.contains(cause) ? text : text + ": " + cause;
    }

    private Duration rest(Duration pause) {
        try {
            var _ = stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Duration next = pause.multipliedBy(2);
        return next.compareTo(PAUSE_LONGEST) > 0 ? PAUSE_LONGEST : next;
    }

    private Consumer<byte[], byte[]> connect() {
        Map<String, Object> properties = access.properties();
        properties.put("enable.auto.commit", "false");
        // A missing offset means lost records, which must be reported.
        properties.put("auto.offset.reset", "none");
        properties.put("isolation.level", "read_committed");
        properties.put("max.poll.records", EVENTS_OF_A_BATCH);
        properties.put("default.api.timeout.ms", Math.toIntExact(ANSWER.toMillis()));
        properties.put("allow.auto.create.topics", "false");
        properties.put("client.id", "berth-" + source);
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /// Polls until it stops, fails, or the topic has other partitions.
    ///
    /// @return the pause after that
    private Duration follow(Consumer<byte[], byte[]> from, Duration pause) {
        StreamIngestor into = feeding.ingest(source);
        ingest = into;
        int count = begin(from, into);
        Duration next = pause;
        long checkNanos = System.nanoTime() + PARTITION_CHECK.toNanos();
        while (!isStopped()) {
            StreamIngestor now = feeding.ingest(source);
            if (now != into) {
                // The stored position may have changed, too.
                return PAUSE_FIRST;
            }
            ConsumerRecords<byte[], byte[]> records = poll(from);
            if (!records.isEmpty()) {
                take(records, now);
                next = PAUSE_FIRST;
            }
            failure = Optional.empty();
            running = true;
            lag = lag(from);
            if (records.isEmpty() && lag.orElse(1) == 0) {
                standby.reset();
            }
            if (System.nanoTime() - checkNanos > 0) {
                if (from.partitionsFor(topic.name()).size() != count) {
                    return PAUSE_FIRST;
                }
                checkNanos = System.nanoTime() + PARTITION_CHECK.toNanos();
            }
        }
        return next;
    }

    /// Seeks to the stored positions.
    private int begin(Consumer<byte[], byte[]> from, StreamIngestor into) {
        List<TopicPartition> partitions =
                from.partitionsFor(topic.name()).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        if (partitions.isEmpty()) {
            throw new KafkaException("no topic " + topic.name() + " at " + topic.servers());
        }
        from.assign(partitions);
        // Before the positions are read: from then on no other process can take what follows them.
        into.claim();
        takeOverIfAbandoned(into, positions(into, partitions));
        Map<TopicPartition, OptionalLong> positions = positions(into, partitions);
        for (TopicPartition partition : partitions) {
            OptionalLong position = positions.getOrDefault(partition, OptionalLong.empty());
            if (position.isPresent()) {
                from.seek(partition, position.getAsLong());
            } else {
                from.seekToBeginning(Set.of(partition));
            }
        }
        return partitions.size();
    }

    private static Map<TopicPartition, OptionalLong> positions(
            StreamIngestor into, List<TopicPartition> partitions) {
        Map<TopicPartition, OptionalLong> positions = new HashMap<>();
        partitions.forEach(partition -> positions.put(partition, into.position(of(partition))));
        return positions;
    }

    /// A displaced process comes here after each batch that it could not write.
    private void takeOverIfAbandoned(
            StreamIngestor into, Map<TopicPartition, OptionalLong> positions) {
        if (!into.isDisplaced()) {
            standby.reset();
        } else if (standby.isOver(positions, System.nanoTime())) {
            LOG.warn(
                    "the process that read topic {} of source {} leaves its events unread; this one"
                            + " reads it from now on",
                    topic.name(),
                    source);
            standby.reset();
            into.takeOver();
        }
    }

    private ConsumerRecords<byte[], byte[]> poll(Consumer<byte[], byte[]> from) {
        try {
            return from.poll(POLL);
        } catch (OffsetOutOfRangeException gone) {
            LOG.error(
                    "events of source {} are gone from topic {} before they were read; it continues"
                            + " at the first ones that are there: {}",
                    source,
                    topic.name(),
                    gone.offsetOutOfRangePartitions());
            from.seekToBeginning(gone.partitions());
            return ConsumerRecords.empty();
        }
    }

    private void take(ConsumerRecords<byte[], byte[]> records, StreamIngestor into) {
        var batch = new EventBatch();
        var reader = new EventJsonReader(into.source());
        var sink =
                EventJsonReader.Sink.of(
                        values -> batch.add(into.form().event(values)), batch::addViolation);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            String place = record.topic() + "/" + record.partition() + "@" + record.offset();
            byte[] value = record.value();
            if (value == null) {
                sink.violation(
                        new Problem.FieldViolation(place, "no value", "an event as a JSON object"));
            } else {
                reader.readOne(value, 0, value.length, place, sink);
            }
        }
        records.nextOffsets()
                .forEach((partition, next) -> batch.reached(of(partition), next.offset()));
        IngestReport report = into.take(batch);
        recordCount.add(records.count());
        byteCount.add(valueBytes(records));
        report.violations().stream()
                .limit(VIOLATIONS_LOGGED)
                .forEach(violation -> LOG.warn("an event of source {}: {}", source, violation));
    }

    private static long valueBytes(ConsumerRecords<byte[], byte[]> records) {
        long sum = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            sum += Math.max(0, record.serializedValueSize());
        }
        return sum;
    }

    private static Partition of(TopicPartition partition) {
        return new Partition(partition.topic(), partition.partition());
    }

    private static OptionalLong lag(Consumer<byte[], byte[]> from) {
        long sum = 0;
        for (TopicPartition partition : from.assignment()) {
            OptionalLong of = from.currentLag(partition);
            if (of.isEmpty()) {
                return OptionalLong.empty();
            }
            sum += of.getAsLong();
        }
        return OptionalLong.of(sum);
    }

    /// Stops and waits for the current batch.
    @Override
    public void close() {
        stopped.countDown();
        Consumer<byte[], byte[]> now = consumer;
        if (now != null) {
            now.wakeup();
        }
        try {
            thread.join(ANSWER.multipliedBy(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
