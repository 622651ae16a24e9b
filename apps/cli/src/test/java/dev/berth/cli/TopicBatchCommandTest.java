package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.RecordedTerminal.Run;
import dev.berth.features.kafka.Broker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Test of `berth batch` from a topic to a topic, by a model that doubles a number.
class TopicBatchCommandTest {
    @TempDir private Path folder;

    @Test
    void records_ofATopic_getTheOutputsOfTheModel_once() throws Exception {
        Path system = ScaleSystem.in(folder.resolve("scale"));
        Path config = Files.writeString(folder.resolve("client.properties"), "client.id=test\n");
        var settings =
                Map.of(
                        "transaction.state.log.replication.factor", "1",
                        "transaction.state.log.min.isr", "1",
                        "transaction.state.log.num.partitions", "1",
                        "offsets.topic.num.partitions", "1");
        try (Broker broker =
                Broker.start(Files.createDirectory(folder.resolve("broker")), settings)) {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                values.add("{\"id\":" + i + ",\"x\":" + (i == 150 ? "null" : "[" + i + "]") + "}");
            }
            broker.create("numbers", 1);
            broker.send("numbers", values);
            String from = "kafka://" + broker.address() + "/numbers";
            String to = "kafka://" + broker.address() + "/doubled";
            String[] words = {
                "batch",
                system.toString(),
                "double",
                "--from",
                from,
                "--to",
                to,
                "--kafka-config",
                config.toString(),
                "--partitions",
                "0"
            };

            Run first = RecordedTerminal.run(words);
            Run again = RecordedTerminal.run(words);

            assertThat(first.status()).as(first.err()).isZero();
            assertThat(first.out())
                    .startsWith("199 records of " + from + " scored by double@1: " + to)
                    .contains("1 records set aside in doubled.set-aside: {");
            assertThat(again.out()).startsWith("0 records");
            List<String> doubled = read(broker, "doubled");
            assertThat(doubled)
                    .hasSize(199)
                    .startsWith(
                            "{\"id\":0,\"x\":[0],\"y\":[0.0]}", "{\"id\":1,\"x\":[1],\"y\":[2.0]}");
            assertThat(read(broker, "doubled.set-aside")).containsExactly(values.get(150));
        }
    }

    private static List<String> read(Broker broker, String topic) {
        try (var consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                broker.address(),
                                "isolation.level",
                                "read_committed"),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            var partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            List<String> values = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(each -> values.add(each.value()));
            }
            return values;
        }
    }

    @Test
    void optionsThatDoNotFit_areRefused() throws Exception {
        Path system = ScaleSystem.in(folder.resolve("scale"));
        String topic = "kafka://localhost:1/a";
        assertThat(refused(system, "--from", "rows.csv", "--to", topic))
                .contains("'rows.csv' is no topic");
        assertThat(refused(system, "--from", topic, "--to", topic)).contains("(expected: three)");
        assertThat(refused(system, "--from", topic, "--to", topic + "b", "--partitions", "3-1"))
                .contains("--partitions '3-1'");
        assertThat(refused(system, "--from", topic, "--to", topic + "b", "--kafka-config", "none"))
                .contains("--kafka-config none cannot be read");
        assertThat(refused(system, "--from", "a.csv", "--to", "b.csv", "--follow"))
                .contains("an option of topics");
    }

    private static String refused(Path system, String... options) {
        List<String> words = new ArrayList<>(List.of("batch", system.toString(), "double"));
        words.addAll(List.of(options));
        Run run = RecordedTerminal.run(words.toArray(String[]::new));
        assertThat(run.status()).isNotZero();
        return run.err();
    }
}
