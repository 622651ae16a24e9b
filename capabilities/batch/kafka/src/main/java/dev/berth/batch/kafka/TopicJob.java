package dev.berth.batch.kafka;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What is scored, and where the scores go.
///
/// @param from topic of JSON objects
/// @param to topic of the same cluster
/// @param setAside name of the topic for records that cannot be scored
/// @param group under which positions in the source are kept; runs of one group share them
/// @param partitions of the source that this run reads; empty for all
/// @param inputs fields of the records by inputs that are not named as their fields
/// @param carried fields that the output has as well; empty for all
/// @param prefix before the names of the outputs
/// @param clientSettings of Kafka's clients, such as `security.protocol`
public record TopicJob(
        TopicAddress from,
        TopicAddress to,
        String setAside,
        String group,
        Set<Integer> partitions,
        Map<String, String> inputs,
        Optional<List<String>> carried,
        String prefix,
        Map<String, String> clientSettings) {
    /// Settings on which exactly-once rests.
    private static final Set<String> OWN =
            Set.of(
                    "bootstrap.servers",
                    "group.id",
                    "group.protocol",
                    "group.instance.id",
                    "transactional.id",
                    "enable.idempotence",
                    "enable.auto.commit",
                    "isolation.level",
                    "auto.offset.reset",
                    "acks",
                    "key.serializer",
                    "value.serializer",
                    "key.deserializer",
                    "value.deserializer");

    /// @throws ProblemException `batch-invalid` if the topics do not fit together, or a setting is
    ///   one that a run makes itself
    public TopicJob {
        partitions = Set.copyOf(partitions);
        inputs = Map.copyOf(inputs);
        carried = carried.map(List::copyOf);
        clientSettings = Map.copyOf(clientSettings);
        if (!from.servers().equals(to.servers())) {
            throw new ProblemException(
                    ProblemCode.BATCH_INVALID,
                    from + " and " + to + " (expected: the same brokers)",
                    "a transaction is of one cluster: write to a topic beside the source, and copy"
                            + " it from there");
        }
        if (from.topic().equals(to.topic())
                || Set.of(from.topic(), to.topic()).contains(setAside)) {
            throw new ProblemException(
                    ProblemCode.BATCH_INVALID,
                    "the topics "
                            + from.topic()
                            + ", "
                            + to.topic()
                            + " and "
                            + setAside
                            + " (expected: three)",
                    "name other topics");
        }
        Set<String> taken = new TreeSet<>(clientSettings.keySet());
        taken.retainAll(OWN);
        if (!taken.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.BATCH_INVALID,
                    "settings of Kafka's clients " + taken + " (expected: none that a run makes)",
                    "remove them from the file");
        }
    }
}
