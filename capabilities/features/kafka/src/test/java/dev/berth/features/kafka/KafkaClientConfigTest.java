package dev.berth.features.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.DataSourceConfig.Mechanism;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.testkit.tls.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests with topics of a real broker that requires authentication.
final class KafkaClientConfigTest {
    /// With characters that are special where passwords are written.
    private static final String PASSWORD = "a \"quoted\\ pass;word' = ü";

    private static final Map<String, String> ENVIRONMENT = new HashMap<>();

    @TempDir private static Path folder;

    private static Broker broker;

    @BeforeAll
    static void start() throws Exception {
        Certificates certificates = Certificates.make(folder);
        int login = Broker.freePort();
        int shown = Broker.freePort();
        ENVIRONMENT.put("LOGIN", "127.0.0.1:" + login);
        ENVIRONMENT.put("SHOWN", "127.0.0.1:" + shown);
        ENVIRONMENT.put("PASSWORD", PASSWORD);
        ENVIRONMENT.put("WRONG", "wrong");
        Map<String, String> settings = new HashMap<>();
        settings.put("ssl.keystore.type", "PEM");
        settings.put(
                "ssl.keystore.certificate.chain",
                Files.readString(certificates.certificate("server")));
        settings.put("ssl.keystore.key", Files.readString(certificates.key("server")));
        settings.put("ssl.truststore.type", "PEM");
        settings.put(
                "ssl.truststore.certificates", Files.readString(certificates.certificate("ca")));
        settings.put("listener.name.ssl.ssl.client.auth", "required");
        settings.put(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL");
        settings.put("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512");
        settings.put(
                "listener.name.sasl_ssl.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required user_berth="
                        + '"'
                        + PASSWORD.replace("\\", "\\\\").replace("\"", "\\\"")
                        + "\";");
        for (String mechanism : List.of("scram-sha-256", "scram-sha-512")) {
            settings.put(
                    "listener.name.sasl_ssl." + mechanism + ".sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        }
        broker =
                Broker.start(
                        folder,
                        settings,
                        ",SASL_SSL://127.0.0.1:" + login + ",SSL://127.0.0.1:" + shown);
        broker.add("berth", PASSWORD, ScramMechanism.SCRAM_SHA_256);
        broker.add("berth", PASSWORD, ScramMechanism.SCRAM_SHA_512);
        broker.create("guarded", 1);
        broker.send("guarded", List.of("{}"));
        certificates.certificate("client");
        certificates.key("client");
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static DataSourceConfig.Topic loggedIn(Mechanism mechanism, String passwordFrom) {
        return new DataSourceConfig.Topic(
                "${LOGIN}",
                "guarded",
                Optional.of(new DataSourceConfig.Tls(Optional.of("ca.pem"), Optional.empty())),
                Optional.of(new DataSourceConfig.Login(mechanism, "berth", passwordFrom)));
    }

    private static DataSourceConfig.Topic shown(Optional<DataSourceConfig.Identity> identity) {
        return new DataSourceConfig.Topic(
                "${SHOWN}",
                "guarded",
                Optional.of(new DataSourceConfig.Tls(Optional.of("ca.pem"), identity)),
                Optional.empty());
    }

    /// The number of partitions, read by a client with these properties.
    private static int partitions(DataSourceConfig.Topic topic) {
        Map<String, Object> properties =
                new KafkaClientConfig(topic, new SourcePathResolver(folder, ENVIRONMENT))
                        .properties();
        try (var consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return consumer.partitionsFor("guarded", Duration.ofSeconds(20)).size();
        }
    }

    @ParameterizedTest
    @EnumSource
    void user_withItsPassword_isLetIn(Mechanism mechanism) {
        assertThat(partitions(loggedIn(mechanism, "PASSWORD"))).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void user_withAnotherPassword_isRefused(Mechanism mechanism) {
        assertThatThrownBy(() -> partitions(loggedIn(mechanism, "WRONG")))
                .hasMessageContaining("Authentication failed")
                .hasMessageNotContaining("wrong");
    }

    @Test
    void certificate_thatTheBrokerAsksFor_isShown() {
        assertThat(
                        partitions(
                                shown(
                                        Optional.of(
                                                new DataSourceConfig.Identity(
                                                        "client.pem", "client.key")))))
                .isEqualTo(1);
        assertThatThrownBy(() -> partitions(shown(Optional.empty())))
                .hasRootCauseMessage(
                        "(certificate_required) Received fatal alert: certificate_required");
    }

    @Test
    void broker_thatNobodyVouchesFor_isNotSpokenTo() {
        var trusting =
                new DataSourceConfig.Topic(
                        "${LOGIN}",
                        "guarded",
                        Optional.of(new DataSourceConfig.Tls(Optional.empty(), Optional.empty())),
                        Optional.of(
                                new DataSourceConfig.Login(Mechanism.PLAIN, "berth", "PASSWORD")));
        assertThatThrownBy(() -> partitions(trusting)).hasMessageContaining("SSL handshake failed");
    }

    @Test
    void whatIsNotThere_isNamed() {
        assertThat(problem(loggedIn(Mechanism.PLAIN, "UNSET")).getMessage()).contains("UNSET");
        var absent = Optional.of(new DataSourceConfig.Identity("absent.pem", "client.key"));
        assertThat(problem(shown(absent)).getMessage()).contains("absent.pem");
    }

    private static ProblemException problem(DataSourceConfig.Topic topic) {
        try {
            partitions(topic);
        } catch (ProblemException refused) {
            assertThat(refused.problem().code()).isEqualTo(ProblemCode.SOURCE_UNAVAILABLE);
            return refused;
        }
        throw new AssertionError("nothing was told of " + topic);
    }
}
