package dev.berth.batch.kafka;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Factory of the Kafka clients of a job, and of the problems that their exceptions stand for.
final class KafkaClients {
    /// Brokers that do not answer end a run, which goes on when it is started again.
    private static final String ANSWER_MILLIS = "30000";

    private final TopicJob job;

    KafkaClients(TopicJob job) {
        this.job = job;
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("default.api.timeout.ms", ANSWER_MILLIS);
        settings.putAll(job.clientSettings());
        settings.put("bootstrap.servers", job.from().servers());
        return settings;
    }

    /// A consumer that reads what is committed, from positions that the run sets.
    ///
    /// @param recordsMax of a poll
    Consumer<byte[], byte[]> consumer(int recordsMax) {
        Map<String, Object> settings = settings();
        settings.putIfAbsent("max.poll.records", recordsMax);
        settings.put("group.id", job.group());
        settings.put("enable.auto.commit", false);
        settings.put("isolation.level", "read_committed");
        // Records that are gone before they were read are an error, and not a gap.
        settings.put("auto.offset.reset", "none");
        return of(
                () ->
                        new KafkaConsumer<>(
                                settings,
                                new ByteArrayDeserializer(),
                                new ByteArrayDeserializer()));
    }

    /// A producer with the transactions of a partition of the source: the run that opens it last is
    /// the only one that can write.
    Producer<byte[], byte[]> producer(int partition) {
        Map<String, Object> settings = settings();
        settings.putIfAbsent("max.block.ms", ANSWER_MILLIS);
        settings.putIfAbsent("compression.type", "lz4");
        settings.putIfAbsent("linger.ms", 5);
        // With several, a partition that was just made may take the second before the first, which
        // is out of sequence from then on.
        settings.putIfAbsent("max.in.flight.requests.per.connection", 1);
        settings.put("acks", "all");
        settings.put("enable.idempotence", true);
        settings.put("transactional.id", job.group() + "/" + job.from().topic() + "/" + partition);
        return of(
                () ->
                        new KafkaProducer<>(
                                settings, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    Admin admin() {
        return of(() -> Admin.create(settings()));
    }

    /// What is made by a client's settings.
    private interface Creation<T> {
        T create();
    }

    private <T> T of(Creation<T> creation) {
        try {
            return creation.create();
        } catch (KafkaException e) {
            throw problem(e);
        }
    }

    /// The problem that an exception of a client stands for.
    ProblemException problem(KafkaException exception) {
        if (isFenced(exception)) {
            return new ProblemException(
                    Problem.of(
                            ProblemCode.BATCH_RUNNING,
                            "another run of group "
                                    + SanitizedText.of(job.group())
                                    + " has taken a partition of "
                                    + job.from().topic()
                                    + " over (expected: one run for each partition)",
                            "leave the other one alone, or divide the partitions: --partitions"),
                    exception);
        }
        return new ProblemException(
                Problem.of(
                        ProblemCode.SOURCE_UNAVAILABLE,
                        "from "
                                + job.from()
                                + " to "
                                + job.to().topic()
                                + ": "
                                + SanitizedText.of(reason(exception)),
                        isCausedBy(exception, RecordTooLargeException.class)
                                ? "raise max.request.size in the file of --kafka-config, and"
                                        + " max.message.bytes of the topic"
                                : "look at the brokers, the topics and the permissions, and run the"
                                        + " command again: it goes on"),
                exception);
    }

    private static boolean isFenced(Throwable exception) {
        return isCausedBy(exception, ProducerFencedException.class)
                || isCausedBy(exception, InvalidProducerEpochException.class)
                || isCausedBy(exception, FencedInstanceIdException.class);
    }

    private static boolean isCausedBy(Throwable exception, Class<? extends Throwable> type) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /// The message that says most: that of the innermost cause with one.
    private static String reason(Throwable exception) {
        String reason = exception.toString();
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null) {
                reason = cause.getClass().getSimpleName() + ": " + cause.getMessage();
            }
        }
        return reason;
    }
}
