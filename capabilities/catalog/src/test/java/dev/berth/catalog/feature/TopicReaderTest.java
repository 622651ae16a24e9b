package dev.berth.catalog.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.SystemOnDisk;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.ViewReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TopicReaderTest {
    private static final String GUARDED =
            "{bootstrap-servers: \"${KAFKA}\", topic: t, tls: true, ca-file: tls/ca.pem,"
                    + " cert-file: tls/me.pem, key-file: /run/me.key,"
                    + " user: berth, password-from: PASSWORD, sasl-mechanism: scram-sha-256}";

    private static final DataSourceConfig.Topic GUARDED_TOPIC =
            new DataSourceConfig.Topic(
                    "${KAFKA}",
                    "t",
                    Optional.of(
                            new DataSourceConfig.Tls(
                                    Optional.of("tls/ca.pem"),
                                    Optional.of(
                                            new DataSourceConfig.Identity(
                                                    "tls/me.pem", "/run/me.key")))),
                    Optional.of(
                            new DataSourceConfig.Login(
                                    DataSourceConfig.Mechanism.SCRAM_SHA_256,
                                    "berth",
                                    "PASSWORD")));

    @TempDir private Path directory;

    private static String description(String kafka) {
        return """
        entities: {place: {type: string, meaning: a place}}
        sources:
          visits:
            stream: {kafka: %s}
            timestamp-column: at
            columns: {at: timestamp, place: string, length: float64}
        views:
          visited:
            version: 1
            summary: s
            entities: {place: place}
            source: visits
            features: {length: {meaning: m}}
        """
                .formatted(kafka);
    }

    private Features read(String kafka) throws IOException {
        Files.writeString(directory.resolve("some.yaml"), description(kafka));
        return FeaturesReader.readAll(directory);
    }

    private static Optional<DataSourceConfig.Topic> topic(FeatureDefinitions definitions) {
        FeatureView view = definitions.view(ViewReference.of("visited", 1));
        return definitions.sourceOf(view).origin() instanceof DataSourceConfig.Stream stream
                ? stream.topic()
                : Optional.empty();
    }

    @Test
    void topic_withTlsAndAUser_isReadAsItStands() throws IOException {
        Features reading = read(GUARDED);
        assertThat(reading.errors()).isEmpty();
        assertThat(topic(reading.definitions())).contains(GUARDED_TOPIC);
    }

    @Test
    void topic_withAUserAlone_provesThePasswordWithoutSendingIt() throws IOException {
        Features reading =
                read("{bootstrap-servers: 'k:1', topic: t, user: berth, password-from: PASSWORD}");
        assertThat(reading.errors()).isEmpty();
        assertThat(topic(reading.definitions()).flatMap(DataSourceConfig.Topic::login))
                .contains(
                        new DataSourceConfig.Login(
                                DataSourceConfig.Mechanism.SCRAM_SHA_512, "berth", "PASSWORD"));
    }

    /// The version is described no more, so its source is the one in its own file.
    @Test
    void topic_ofAPublishedView_isReadAsItWas() throws IOException {
        Path system = directory.resolve("system");
        var disk = new SystemOnDisk(system).with("sum", "1", SystemOnDisk.PACKAGE);
        disk.write("features/some.yaml", description(GUARDED));
        FeatureVersions.of(system, disk.catalog().read()).apply(Instant.EPOCH, "1");
        Files.delete(system.resolve("features/some.yaml"));

        CatalogSnapshot after = disk.catalog().read();

        assertThat(after.errors()).isEmpty();
        assertThat(after.part(Features.class).versions()).hasSize(1);
        assertThat(topic(after.part(Features.class).definitions())).contains(GUARDED_TOPIC);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ca-file: ca.pem                                      | ca-file without TLS
                    tls: true, key-file: me.key                                   | a key without its certificate
                    user: berth                                              | a user without a password
                    password-from: PASSWORD                                  | no user
                    sasl-mechanism: plain                                         | no user
                    user: berth, password-from: PASSWORD, sasl-mechanism: plain   | sent in the open
                    user: berth, password-from: 'not a name'                 | not a name
                    user: berth, password-from: PASSWORD, sasl-mechanism: gssapi  | gssapi
                    """)
    void error_isReportedOnce(String written, String found) throws IOException {
        Features reading = read("{bootstrap-servers: 'k:1', topic: t, " + written + "}");
        assertThat(reading.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.toString()).contains(found));
    }
}
