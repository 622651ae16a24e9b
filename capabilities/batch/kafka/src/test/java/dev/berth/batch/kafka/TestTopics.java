package dev.berth.batch.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// Topics of a broker, as a test writes and reads them.
final class TestTopics {
    /// Transactions of a broker that is alone.
    static final Map<String, String> BROKER =
            Map.of(
                    "transaction.state.log.replication.factor", "1",
                    "transaction.state.log.min.isr", "1",
                    "offsets.topic.num.partitions", "4",
                    "transaction.state.log.num.partitions", "4");

    /// Of lately, as records of long ago would be removed.
    final long firstMillis = Instant.now().minus(Duration.ofHours(1)).toEpochMilli();

    private final String address;

    TestTopics(String address) {
        this.address = address;
    }

    KafkaProducer<String, String> producer(Map<String, Object> further) {
        Map<String, Object> settings = new HashMap<>(further);
        settings.put("bootstrap.servers", address);
        // Several may be out of sequence for ever at a partition that was just made.
        settings.put("max.in.flight.requests.per.connection", 1);
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    /// Sends `{"id": i, "x": i}` with the key `ki` to the partitions by turns.
    void sendNumbers(String topic, int partitions, int from, int to) {
        List<Future<?>> sent = new ArrayList<>();
        try (var producer = producer(Map.of())) {
            for (int i = from; i < to; i++) {
                String value = "{\"id\":" + i + ",\"x\":" + (i % 97 == 5 ? -1 : i) + "}";
                sent.add(
                        producer.send(
                                new ProducerRecord<>(
                                        topic, i % partitions, firstMillis + i, "k" + i, value)));
            }
        }
        assertThat(sent).allSatisfy(Future::get);
    }

    /// What is committed in a topic, by partition and in order.
    List<ConsumerRecord<String, String>> read(String topic) {
        try (var consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                address,
                                "isolation.level",
                                "read_committed",
                                "auto.offset.reset",
                                "earliest"),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            List<TopicPartition> partitions =
                    IntStream.range(0, consumer.partitionsFor(topic).size())
                            .mapToObj(each -> new TopicPartition(topic, each))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, String>> records = new ArrayList<>();
            while (partitions.stream()
                    .anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            records.sort(
                    Comparator.<ConsumerRecord<String, String>>comparingInt(
                                    ConsumerRecord::partition)
                            .thenComparingLong(ConsumerRecord::offset));
            return records;
        }
    }

    /// Each record of a source is exactly once in the destination or among those set aside, at its
    /// place in the order of its partition.
    void assertDoubledOnce(String source, String destination) {
        List<String> good = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        for (ConsumerRecord<String, String> record : read(source)) {
            long x = Long.parseLong(record.value().replaceAll(".*:|}", ""));
            if (x < 0) {
                bad.add(record.key() + " " + record.value());
            } else {
                good.add(
                        record.partition()
                                + " "
                                + record.key()
                                + " "
                                + record.value().replace("}", ",\"y\":" + 2.0 * x + "}"));
            }
        }
        assertThat(read(destination).stream().map(each -> each.partition() + " " + line(each)))
                .containsExactlyElementsOf(good);
        assertThat(read(destination + ".set-aside").stream().map(TestTopics::line))
                .containsExactlyInAnyOrderElementsOf(bad);
    }

    private static String line(ConsumerRecord<String, String> record) {
        return record.key() + " " + record.value();
    }

    TopicJob job(String from, String to) {
        return new TopicJob(
                new TopicAddress(address, from),
                new TopicAddress(address, to),
                to + ".set-aside",
                "of-" + to,
                Set.of(),
                Map.of(),
                Optional.empty(),
                "",
                Map.of());
    }
}
