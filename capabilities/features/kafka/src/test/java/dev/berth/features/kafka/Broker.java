package dev.berth.features.kafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Time;

/// Kafka broker and controller within the process, also for tests of other modules.
public final class Broker implements AutoCloseable {
    private final String address;
    private final KafkaRaftServer server;

    private Broker(String address, KafkaRaftServer server) {
        this.address = address;
        this.server = server;
    }

    public static Broker start(Path folder) throws IOException {
        return start(folder, Map.of(), "");
    }

    /// Starts a broker with further settings.
    public static Broker start(Path folder, Map<String, String> further) throws IOException {
        return start(folder, further, "");
    }

    /// Starts a broker with further settings, and listeners as `,NAME://host:port`.
    static Broker start(Path folder, Map<String, String> further, String listeners)
            throws IOException {
        int port = freePort();
        int controller = freePort();
        var properties = new Properties();
        properties.putAll(
                Map.of(
                        "process.roles", "broker,controller",
                        "node.id", "1",
                        "controller.quorum.voters", "1@localhost:" + controller,
                        "controller.listener.names", "CONTROLLER",
                        "listeners",
                                "PLAINTEXT://localhost:"
                                        + port
                                        + ",CONTROLLER://localhost:"
                                        + controller
                                        + listeners,
                        "log.dirs", folder.resolve("logs").toString(),
                        "offsets.topic.replication.factor", "1",
                        "group.initial.rebalance.delay.ms", "0"));
        properties.putAll(further);
        Path file = folder.resolve("server.properties");
        try (var out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
        var output = new ByteArrayOutputStream();
        int status =
                StorageTool.execute(
                        new String[] {
                            "format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()
                        },
                        new PrintStream(output, true, StandardCharsets.UTF_8));
        if (status != 0) {
            throw new IOException(output.toString(StandardCharsets.UTF_8));
        }
        var server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
        server.startup();
        return new Broker("localhost:" + port, server);
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    public String address() {
        return address;
    }

    public void create(String topic, int partitions)
            throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
        }
    }

    /// Adds a user.
    void add(String user, String password, ScramMechanism mechanism)
            throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
            var credential = new ScramCredentialInfo(mechanism, 4096);
            admin.alterUserScramCredentials(
                            List.of(new UserScramCredentialUpsertion(user, credential, password)))
                    .all()
                    .get();
        }
    }

    public void send(String topic, List<String> values) {
        try (var producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                address,
                                // Several may be out of sequence for ever at a partition that was
                                // just made.
                                "max.in.flight.requests.per.connection",
                                "1"),
                        new StringSerializer(),
                        new StringSerializer())) {
            for (String value : values) {
                var _ = producer.send(new ProducerRecord<>(topic, value.split(",", 2)[0], value));
            }
        }
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
