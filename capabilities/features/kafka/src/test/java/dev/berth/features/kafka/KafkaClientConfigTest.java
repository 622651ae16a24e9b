package dev.berth.features.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.DataSourceConfig.Mechanism;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.testkit.Await;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests with topics of a real broker that requires authentication.
final class KafkaClientConfigTest {
    private static SecuredBroker secured;

    @BeforeAll
    static void start() throws Exception {
        secured = SecuredBroker.ofThisModule();
        secured.broker().create("guarded", 1);
        secured.broker().send("guarded", List.of("{}"));
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
                new KafkaClientConfig(
                                topic,
                                new SourcePathResolver(secured.folder(), secured.environment()))
                        .properties();
        try (var consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return consumer.partitionsFor("guarded", Await.TIMEOUT).size();
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
