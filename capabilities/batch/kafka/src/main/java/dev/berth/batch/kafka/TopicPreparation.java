package dev.berth.batch.kafka;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;

/// Preparation of the topics of a job: the source has to be there, the others are made.
final class TopicPreparation {
    private final TopicJob job;
    private final KafkaClients clients;

    TopicPreparation(TopicJob job, KafkaClients clients) {
        this.job = job;
        this.clients = clients;
    }

    /// The partitions of the source that are read. Makes the topics that are missing, with as many
    /// partitions as the source.
    ///
    /// @throws ProblemException `source-unavailable` without the source; `batch-invalid` without a
    ///   partition that the job names
    List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
        Set<String> present = consumer.listTopics().keySet();
        String source = job.from().topic();
        if (!present.contains(source)) {
            throw new ProblemException(
                    ProblemCode.SOURCE_UNAVAILABLE,
                    "no topic " + job.from() + " (expected: one that this user may read)",
                    "correct the name, or give the user permission");
        }
        List<PartitionInfo> all = consumer.partitionsFor(source);
        List<TopicPartition> read = new ArrayList<>();
        for (PartitionInfo info : all) {
            if (job.partitions().isEmpty() || job.partitions().contains(info.partition())) {
                read.add(new TopicPartition(source, info.partition()));
            }
        }
        if (read.size() < job.partitions().size()) {
            throw new ProblemException(
                    ProblemCode.BATCH_INVALID,
                    "partitions "
                            + job.partitions()
                            + " of "
                            + source
                            + " (expected: of 0 to "
                            + (all.size() - 1)
                            + ")",
                    "name partitions that there are");
        }
        List<NewTopic> missing = new ArrayList<>();
        for (String topic : List.of(job.to().topic(), job.setAside())) {
            if (!present.contains(topic)) {
                missing.add(new NewTopic(topic, Optional.of(all.size()), Optional.empty()));
            }
        }
        create(missing);
        return read;
    }

    private void create(List<NewTopic> missing) {
        if (missing.isEmpty()) {
            return;
        }
        try (Admin admin = clients.admin()) {
            admin.createTopics(missing).all().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return;
            }
            throw e.getCause() instanceof KafkaException exception
                    ? exception
                    : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }
}
