package dev.berth.batch.kafka;

import static java.util.Objects.requireNonNull;

import dev.berth.batch.BatchListener;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.scoring.prediction.RecordPredictor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;

/// Run that scores the records of a topic and writes them to another one, each exactly once.
///
/// **Exactly once.** The results of some records of a partition, those set aside, and the position
/// behind them are one transaction of Kafka. A run that is killed leaves a transaction open or
/// none; the next one ends it before it reads its positions, and continues there. Each partition of
/// the source has a `transactional.id` of its own, so that the run that began last is the only one
/// that can write: one that was paused for long is refused.
///
/// **Order.** Records of a partition keep their order and their keys. They go to the partition of
/// the same number if both topics have as many, otherwise to that of their key.
///
/// **Bounds.** One poll is in memory: some requests of records.
///
/// Source: KIP-98, KIP-129. A run is used once; [#stop] by any thread.
public final class TopicBatch {
    private static final Duration POLL = Duration.ofMillis(200);

    /// Of a topic without end, the share of records set aside is that of at least so many.
    private static final long FOLLOWED_MIN = 1000;

    private final TopicJob job;
    private final TopicOptions options;
    private final RecordPredictor predictor;
    private final BatchListener listener;
    private final KafkaClients clients;
    private final Map<String, Long> problems = new TreeMap<>();
    private final Map<TopicPartition, PartitionWriter> writers = new HashMap<>();
    private final long startNanos = System.nanoTime();
    private volatile boolean isStopped;
    private long records;
    private long deletions;
    private long setAside;
    private long total;

    private TopicBatch(
            TopicJob job, TopicOptions options, RecordPredictor predictor, BatchListener listener) {
        this.job = job;
        this.options = options;
        this.predictor = predictor;
        this.listener = listener;
        this.clients = new KafkaClients(job);
    }

    /// A run that has not begun.
    ///
    /// @param predictor outlives it
    /// @param listener called after each poll
    public static TopicBatch of(
            TopicJob job, TopicOptions options, RecordPredictor predictor, BatchListener listener) {
        return new TopicBatch(job, options, predictor, listener);
    }

    /// Lets the run end after what it is at.
    public void stop() {
        isStopped = true;
    }

    /// Scores up to the end that the source has now, or until the run is stopped. Blocks.
    ///
    /// @throws ProblemException `source-unavailable` if topics cannot be read or written;
    ///   `batch-running` if another run took over; `batch-changed` if the source has lost records
    ///   that were not read, or another version of the model answers; `batch-invalid` if more than
    ///   the given share cannot be scored. What was written stays, and another run continues
    public TopicReport run() {
        var json = new RecordJson(predictor.signature(), job);
        int batchRows = options.batchRows(predictor.rowsInFlightMax());
        try (var scorer = new RecordScorer(predictor, json, batchRows, options.requestsMax());
                Consumer<byte[], byte[]> consumer =
                        clients.consumer(batchRows * options.requestsMax())) {
            List<TopicPartition> partitions =
                    new TopicPreparation(job, clients).partitions(consumer);
            IntUnaryOperator target = target(consumer);
            try {
                openWriters(partitions, target);
                Map<TopicPartition, Long> ends = begin(consumer, partitions);
                boolean isComplete = work(consumer, ends, scorer);
                return report(isComplete);
            } finally {
                writers.values().forEach(PartitionWriter::close);
            }
        } catch (OffsetOutOfRangeException e) {
            throw new ProblemException(
                    ProblemCode.BATCH_CHANGED,
                    "records of "
                            + job.from()
                            + " are gone that group "
                            + job.group()
                            + " has not read: "
                            + e.offsetOutOfRangePartitions()
                            + " (expected: a retention that is longer than runs are apart)",
                    "set the group's positions by kafka-consumer-groups --reset-offsets, or begin"
                            + " anew with another --group");
        } catch (WakeupException | InterruptException e) {
            throw new ProblemException(
                    ProblemCode.CANCELLED, "the run was interrupted", "run it again: it goes on");
        } catch (KafkaException e) {
            throw clients.problem(e);
        }
    }

    /// The same number where both topics have as many partitions; -1 where keys decide.
    private IntUnaryOperator target(Consumer<byte[], byte[]> consumer) {
        int from = consumer.partitionsFor(job.from().topic()).size();
        int to = consumer.partitionsFor(job.to().topic()).size();
        return partition -> from == to ? partition : -1;
    }

    /// All at the same time, as each takes several answers of a broker.
    private void openWriters(List<TopicPartition> partitions, IntUnaryOperator target) {
        for (TopicPartition partition : partitions) {
            writers.put(
                    partition,
                    new PartitionWriter(
                            job,
                            partition,
                            clients.producer(partition.partition()),
                            target,
                            predictor.subject().toString()));
        }
        together(writers.values().stream().<Runnable>map(each -> each::begin).toList());
    }

    private static void together(List<Runnable> tasks) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            tasks.forEach(task -> done.add(threads.submit(task)));
            for (Future<?> each : done) {
                each.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException exception) {
                throw exception;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }

    /// Seeks to the group's positions.
    ///
    /// @return where the run ends
    private Map<TopicPartition, Long> begin(
            Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        consumer.assign(partitions);
        Map<TopicPartition, OffsetAndMetadata> committed =
                consumer.committed(Set.copyOf(partitions));
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata position = committed.get(partition);
            if (position == null) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, position);
            }
        }
        for (TopicPartition partition : partitions) {
            long end = requireNonNull(ends.get(partition));
            total += Math.max(0, end - consumer.position(partition));
        }
        return ends;
    }

    /// @return whether the ends were reached
    private boolean work(
            Consumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> ends,
            RecordScorer scorer) {
        while (!isStopped) {
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
            if (!polled.isEmpty()) {
                take(polled, consumer.groupMetadata(), scorer);
            }
            if (!options.isFollowing()
                    && ends.entrySet().stream()
                            .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                return true;
            }
        }
        return false;
    }

    private void take(
            ConsumerRecords<byte[], byte[]> polled,
            ConsumerGroupMetadata group,
            RecordScorer scorer) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>(polled.count());
        polled.forEach(all::add);
        Map<TopicPartition, List<ScoredRecord>> results = new HashMap<>();
        for (ScoredRecord scored : scorer.score(all)) {
            ConsumerRecord<byte[], byte[]> record = scored.record();
            results.computeIfAbsent(
                            new TopicPartition(record.topic(), record.partition()),
                            partition -> new ArrayList<>())
                    .add(scored);
            count(scored);
        }
        requireFewSetAside();
        requireSameModel();
        Map<TopicPartition, OffsetAndMetadata> next = polled.nextOffsets();
        List<Runnable> writes = new ArrayList<>();
        results.forEach(
                (partition, scored) -> {
                    PartitionWriter writer = requireNonNull(writers.get(partition));
                    OffsetAndMetadata position = requireNonNull(next.get(partition));
                    writes.add(() -> writer.write(scored, position, group));
                });
        together(writes);
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        listener.progress(records, Math.max(total, records), setAside, records / seconds);
        throttle();
    }

    private void count(ScoredRecord scored) {
        records++;
        switch (scored) {
            case ScoredRecord.Predicted _ -> {}
            case ScoredRecord.Deleted _ -> deletions++;
            case ScoredRecord.Faulty fault -> {
                setAside++;
                problems.merge(fault.code().code(), 1L, Long::sum);
            }
        }
    }

    private void requireFewSetAside() {
        long of = options.isFollowing() ? Math.max(records, FOLLOWED_MIN) : Math.max(total, 1);
        if (setAside > options.setAsideShareMax() * of) {
            throw new ProblemException(
                    ProblemCode.BATCH_INVALID,
                    setAside
                            + " of "
                            + of
                            + " records cannot be scored: "
                            + problems
                            + " (expected: at most a share of "
                            + options.setAsideShareMax()
                            + ")",
                    "mend the source, or raise --max-set-aside; the records of this poll stay"
                            + " unread");
        }
    }

    private void requireSameModel() {
        if (options.isFollowing()) {
            return;
        }
        String version = predictor.currentVersion();
        if (!version.equals(predictor.subject().version())) {
            throw new ProblemException(
                    ProblemCode.BATCH_CHANGED,
                    "version "
                            + version
                            + " of "
                            + predictor.subject().name()
                            + " answers (expected: "
                            + predictor.subject().version()
                            + ", as at the begin)",
                    "run the command again: it goes on with the other version");
        }
    }

    private void throttle() {
        if (options.rowsPerSecondMax().isEmpty()) {
            return;
        }
        long dueNanos =
                startNanos + (long) (records / options.rowsPerSecondMax().getAsDouble() * 1e9);
        for (long left = dueNanos - System.nanoTime();
                left > 0 && !isStopped;
                left = dueNanos - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, POLL.toNanos()));
        }
    }

    private TopicReport report(boolean isComplete) {
        return new TopicReport(
                predictor.subject().toString(),
                predictor.modelSha256(),
                job,
                records,
                deletions,
                problems,
                (System.nanoTime() - startNanos) / 1e9,
                isComplete);
    }
}
