package dev.berth.features.kafka;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.system.EnvironmentSubstitution;
import dev.berth.features.history.SourcePathResolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Configuration of Kafka clients for a topic. Files and variables are read each time, so that a
/// renewed certificate or password applies to the next connection.
final class KafkaClientConfig {
    private final DataSourceConfig.Topic topic;
    private final SourcePathResolver place;

    KafkaClientConfig(DataSourceConfig.Topic topic, SourcePathResolver place) {
        this.topic = topic;
        this.place = place;
    }

    /// The properties for a client.
    ///
    /// @throws ProblemException `source-unavailable` if a variable is not set, or a file cannot be
    ///   read
    Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", filled(topic.servers()));
        properties.put(
                "security.protocol",
                (topic.login().isPresent() ? "SASL_" : "")
                        + (topic.tls().isPresent() ? "SSL" : "PLAINTEXT"));
        topic.tls().ifPresent(tls -> putTls(properties, tls));
        topic.login().ifPresent(login -> putLogin(properties, login));
        return properties;
    }

    private void putTls(Map<String, Object> properties, DataSourceConfig.Tls tls) {
        tls.authorities()
                .ifPresent(
                        file -> {
                            properties.put("ssl.truststore.type", "PEM");
                            properties.put("ssl.truststore.certificates", text(file));
                        });
        tls.identity()
                .ifPresent(
                        shown -> {
                            properties.put("ssl.keystore.type", "PEM");
                            properties.put(
                                    "ssl.keystore.certificate.chain", text(shown.certificate()));
                            properties.put("ssl.keystore.key", text(shown.key()));
                        });
    }

    private void putLogin(Map<String, Object> properties, DataSourceConfig.Login login) {
        String module =
                switch (login.mechanism()) {
                    case PLAIN -> "org.apache.kafka.common.security.plain.PlainLoginModule";
                    case SCRAM_SHA_256, SCRAM_SHA_512 ->
                            "org.apache.kafka.common.security.scram.ScramLoginModule";
                };
        properties.put("sasl.mechanism", login.mechanism().label());
        properties.put(
                "sasl.jaas.config",
                module
                        + " required username="
                        + quoted(filled(login.user()))
                        + " password="
                        + quoted(variable(login.passwordFrom()))
                        + ";");
    }

    /// Quotes a value for JAAS, which is parsed by [java.io.StreamTokenizer].
    private static String quoted(String text) {
        return '"'
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                + '"';
    }

    private String filled(String text) {
        return EnvironmentSubstitution.fill(text, place.environment(), this::missing);
    }

    private String variable(String name) {
        String value = place.environment().get(name);
        if (value == null) {
            throw missing(name);
        }
        return value;
    }

    private ProblemException missing(String variable) {
        return new ProblemException(
                ProblemCode.SOURCE_UNAVAILABLE,
                "topic " + topic.name() + " needs the variable " + variable + ", which is not set",
                "set it in the environment");
    }

    private String text(String file) {
        Path path = Path.of(place.resolve(file));
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.SOURCE_UNAVAILABLE,
                            "topic "
                                    + topic.name()
                                    + " needs the file "
                                    + file
                                    + ", which cannot be read: "
                                    + e.getClass().getSimpleName(),
                            "write it there in PEM, or correct the path"),
                    e);
        }
    }
}
