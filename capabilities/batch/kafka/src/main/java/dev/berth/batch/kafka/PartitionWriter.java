package dev.berth.batch.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/// Writer of the results of one partition of the source. Results and the position behind their
/// records become visible in one transaction, or neither does.
final class PartitionWriter implements AutoCloseable {
    /// Brokers that are gone must not keep a run from its end.
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private static final String SUBJECT = "berth-subject";

    private final TopicJob job;
    private final TopicPartition partition;
    private final Producer<byte[], byte[]> producer;
    private final IntUnaryOperator target;
    private final byte[] subject;

    /// @param producer of this partition's transactions; closed with this
    /// @param target partition of the destination for a partition of the source
    PartitionWriter(
            TopicJob job,
            TopicPartition partition,
            Producer<byte[], byte[]> producer,
            IntUnaryOperator target,
            String subject) {
        this.job = job;
        this.partition = partition;
        this.producer = producer;
        this.target = target;
        this.subject = subject.getBytes(StandardCharsets.UTF_8);
    }

    /// Ends what earlier runs have left unfinished, and keeps them from writing. Blocks.
    void begin() {
        producer.initTransactions();
    }

    /// Writes results. Blocks.
    ///
    /// @param next position behind the records
    /// @throws KafkaException if it is not known to be written; then this is not used any more
    void write(List<ScoredRecord> records, OffsetAndMetadata next, ConsumerGroupMetadata group) {
        producer.beginTransaction();
        try {
            for (ScoredRecord record : records) {
                var _ = producer.send(result(record));
            }
            producer.sendOffsetsToTransaction(Map.of(partition, next), group);
            producer.commitTransaction();
        } catch (KafkaException e) {
            abort();
            throw e;
        }
    }

    private void abort() {
        try {
            producer.abortTransaction();
        } catch (KafkaException e) {
            // The next run ends it.
        }
    }

    private ProducerRecord<byte[], byte[]> result(ScoredRecord scored) {
        ConsumerRecord<byte[], byte[]> record = scored.record();
        Headers headers = new RecordHeaders(record.headers().toArray());
        return switch (scored) {
            case ScoredRecord.Predicted(_, String output) -> {
                headers.remove(SUBJECT).add(SUBJECT, subject);
                yield result(
                        job.to().topic(),
                        target(record),
                        record,
                        output.getBytes(StandardCharsets.UTF_8),
                        headers);
            }
            case ScoredRecord.Deleted _ ->
                    result(job.to().topic(), target(record), record, null, headers);
            case ScoredRecord.Faulty fault -> {
                add(headers, "berth-problem", fault.code().code());
                add(headers, "berth-column", fault.column());
                add(headers, "berth-message", fault.message());
                add(
                        headers,
                        "berth-source",
                        record.topic() + "/" + record.partition() + "@" + record.offset());
                yield result(job.setAside(), null, record, record.value(), headers);
            }
        };
    }

    /// Records of a partition stay together and in order. Null where keys decide.
    private @Nullable Integer target(ConsumerRecord<byte[], byte[]> record) {
        int to = target.applyAsInt(record.partition());
        return to < 0 ? null : to;
    }

    private static ProducerRecord<byte[], byte[]> result(
            String topic,
            @Nullable Integer to,
            ConsumerRecord<byte[], byte[]> record,
            byte @Nullable [] value,
            Headers headers) {
        Long timestamp = record.timestamp() < 0 ? null : record.timestamp();
        return new ProducerRecord<>(topic, to, timestamp, record.key(), value, headers);
    }

    private static void add(Headers headers, String name, String value) {
        headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        producer.close(CLOSING);
    }
}
