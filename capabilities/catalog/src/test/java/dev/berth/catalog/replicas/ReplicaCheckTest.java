package dev.berth.catalog.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.SystemOnDisk;
import dev.berth.catalog.system.CheckReport;
import dev.berth.core.system.ValidationError;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every rule on a system that breaks it, with its line; and a system that breaks none.
final class ReplicaCheckTest {
    private static final String SHARED =
            """
            name: shop
            features:
              store: "redis://${REDIS_HOST}:6379"
            state:
              store: "postgresql://berth:${STATE_PASSWORD}@db.internal/berth"
            """;

    private static final String ENDPOINT =
            """
            summary: Adds
            steps:
              add: {model: m}
            """;

    private static final String VARIANTS =
            ENDPOINT
                    + """
                    traffic:
                      variants:
                        stable: {weight: 9}
                        fresh: {weight: 1, replace: {m: m@1}}
                    """;

    @TempDir private Path directory;

    private SystemOnDisk system() {
        return new SystemOnDisk(directory).with("m", "1", SystemOnDisk.PACKAGE);
    }

    private static String features(String source) {
        return """
        entities: {place: {type: string, meaning: a place}}
        sources:
          visits:
            %s
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
                .formatted(source);
    }

    private CheckReport check() {
        Catalog catalog = Catalog.open(directory);
        assertThat(catalog.check().errors()).as("a sound system").isEmpty();
        return ReplicaCheck.run(directory, catalog.read());
    }

    private static void assertOnly(
            List<ValidationError> found, String file, int line, String text) {
        assertThat(found).as("errors or warnings").hasSize(1);
        assertThat(found.getFirst().location().file().toString()).endsWith(file);
        assertThat(found.getFirst().location().line()).as(found.toString()).isEqualTo(line);
        assertThat(found.getFirst().found()).contains(text);
        assertThat(found.getFirst().expected()).isNotBlank();
        assertThat(found.getFirst().remedy()).isNotBlank();
    }

    @Test
    void system_withAllOutside_hasNothingToReport() {
        system().write("berth.yaml", SHARED);
        system().write("endpoints/e.yaml", VARIANTS);
        system().write(
                        "features/f.yaml",
                        features("jdbc: {url: \"jdbc:postgresql://db/shop\", table: visits}"));

        CheckReport report = check();

        assertThat(report.errors()).isEmpty();
        assertThat(report.warnings()).isEmpty();
    }

    @Test
    void system_ofModelsAlone_hasNothingToReport() {
        system();

        assertThat(check()).isEqualTo(new CheckReport(List.of(), List.of()));
    }

    @Test
    void rows_inAFolder_areAnError() {
        system().write("berth.yaml", "name: shop\nfeatures:\n  materialize-interval: 5m\n");
        system().write(
                        "features/f.yaml",
                        features("jdbc: {url: \"jdbc:postgresql://db/shop\", table: v}"));

        CheckReport report = check();

        assertOnly(report.errors(), "berth.yaml", 2, "visited@1");
        assertThat(report.warnings()).isEmpty();
    }

    @Test
    void rows_ofASystemWithoutSettings_areAnErrorOfTheFile() {
        system().write(
                        "features/f.yaml",
                        features("jdbc: {url: \"jdbc:postgresql://db/shop\", table: v}"));

        assertOnly(check().errors(), "berth.yaml", 0, ".berth/features/online");
    }

    @Test
    void weights_inAFile_areAnError() {
        system().write("endpoints/e.yaml", VARIANTS);

        assertOnly(check().errors(), "endpoints/e.yaml", 5, ".berth/state.db");
    }

    @Test
    void log_ofServedRows_isAnError() {
        system().write("berth.yaml", SHARED.replace("state:", "  log-sample-ratio: 0.5\nstate:"));
        system().write(
                        "features/f.yaml",
                        features("jdbc: {url: \"jdbc:postgresql://db/shop\", table: v}"));

        assertOnly(check().errors(), "berth.yaml", 4, ".berth/features/served");
    }

    @ParameterizedTest
    @CsvSource({
        "${REDIS_HOST}:6379, localhost:6379, 3",
        "berth:${STATE_PASSWORD}@db.internal, berth:${STATE_PASSWORD}@127.0.0.1:5432, 5",
        "berth:${STATE_PASSWORD}@db.internal, [::1], 5"
    })
    void store_atTheLoopbackAddress_isAnError(String from, String to, int line) {
        system().write("berth.yaml", SHARED.replace(from, to));
        system().write(
                        "features/f.yaml",
                        features("jdbc: {url: \"jdbc:postgresql://db/shop\", table: v}"));

        assertOnly(check().errors(), "berth.yaml", line, "loopback");
    }

    @Test
    void interval_ofReplicas_isAWarning() {
        system().write(
                        "berth.yaml",
                        SHARED.replace("state:", "  materialize-interval: 5m\nstate:"));
        system().write(
                        "features/f.yaml",
                        features("jdbc: {url: \"jdbc:postgresql://db/shop\", table: v}"));

        CheckReport report = check();

        assertThat(report.errors()).isEmpty();
        assertOnly(report.warnings(), "berth.yaml", 4, "every replica materializes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stream: {} | 4 | pushed alone",
                "stream: {kafka: {bootstrap-servers: \"kafka:9092,localhost:9092\", topic: t}} | 4 |"
                        + " loopback",
                "jdbc: {url: \"jdbc:postgresql://localhost/shop\", table: v} | 4 | loopback"
            })
    void source_thatDiffers_isAnError(String source, int line, String text) {
        system().write("berth.yaml", SHARED);
        system().write("features/f.yaml", features(source));

        assertOnly(check().errors(), "features/f.yaml", line, text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stream: {kafka: {bootstrap-servers: \"${KAFKA}\", topic: t}} | one replica reads",
                "csv: data/v.csv | each replica's own file system",
                "parquet: /srv/v.parquet | outside of the system's directory",
                "csv: ../v.csv | outside of the system's directory",
                "stream: {kafka: {bootstrap-servers: \"kafka:9092\", topic: t}, batch-source: {csv:"
                        + " data/*.csv}} | history in files",
                "jdbc: {url: \"jdbc:sqlite:data/shop.db\", table: v} | a database in files",
                "jdbc: {url: \"jdbc:h2:~/shop\", table: v} | a database in files",
                "stream: {kafka: {bootstrap-servers: \"kafka:9092\", topic: t, tls: true, ca-file:"
                        + " /run/ca.pem}} | /run/ca.pem"
            })
    void source_thatEachReplicaReads_isAWarning(String source, String text) {
        system().write("berth.yaml", SHARED);
        system().write("features/f.yaml", features(source));

        CheckReport report = check();

        assertThat(report.errors()).isEmpty();
        assertThat(report.warnings())
                .anySatisfy(
                        warning -> {
                            assertThat(warning.found()).contains(text);
                            assertThat(warning.location().line()).isEqualTo(4);
                            assertThat(warning.location().file().toString())
                                    .endsWith("features/f.yaml");
                        });
    }

    @Test
    void databases_ofServers_areNoFiles() {
        for (String url :
                List.of(
                        "jdbc:h2:tcp://db/shop",
                        "jdbc:derby://db/shop",
                        "jdbc:hsqldb:hsql://db/s")) {
            system().write("berth.yaml", SHARED);
            system().write(
                            "features/f.yaml",
                            features("jdbc: {url: \"%s\", table: v}".formatted(url)));

            assertThat(check()).as(url).isEqualTo(new CheckReport(List.of(), List.of()));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cache: {max-bytes: 1MiB, ttl: 1m} | a cache of responses | 4",
                "limits: {max-concurrent-records: 9} | a limit of records in flight | 4"
            })
    void endpoint_withStateOfItsOwn_isAWarning(String setting, String text, int line) {
        system().write("endpoints/e.yaml", ENDPOINT + setting + "\n");

        CheckReport report = check();

        assertThat(report.errors()).isEmpty();
        assertOnly(report.warnings(), "endpoints/e.yaml", line, text);
    }

    @Test
    void endpoint_withBreakerAndCachedFallback_isWarnedOf() {
        system().write(
                        "endpoints/e.yaml",
                        """
                        summary: Adds
                        steps:
                          add:
                            model: m
                            circuit-breaker: {failure-threshold: 5, open-duration: 10s}
                        cache: {max-bytes: 1MiB, ttl: 1m}
                        fallback:
                          kept: {cached: 24h}
                        """);

        CheckReport report = check();

        assertThat(report.errors()).isEmpty();
        assertThat(report.warnings())
                .extracting(warning -> warning.location().line())
                .containsExactly(5, 6, 8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "quota: {requests-per-second: 5} | a quota",
                "management: true | unload and override"
            })
    void consumer_whoseRequestsOneReplicaCounts_isAWarning(String setting, String text) {
        system().write(
                        "berth.yaml",
                        """
                        consumers:
                          shop:
                            purpose: sells
                            %s
                        """
                                .formatted(setting));

        CheckReport report = check();

        assertThat(report.errors()).isEmpty();
        assertOnly(report.warnings(), "berth.yaml", 4, text);
    }

    @Test
    void consumer_withoutManagement_isNothing() {
        system().write("berth.yaml", "consumers:\n  shop: {purpose: sells, management: false}\n");

        assertThat(check()).isEqualTo(new CheckReport(List.of(), List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "file:keys.json, keys of an issuer in a file",
        "file:/etc/keys.json, outside of the system's directory",
        "http://127.0.0.1:8000/keys, loopback"
    })
    void keysOfAnIssuer_ofEachReplica_areAWarning(String address, String text) {
        system().write("keys.json", "{\"keys\": []}");
        system().write(
                        "berth.yaml",
                        """
                        issuers:
                          corp:
                            issuer: https://login.example.org
                            audience: models
                            jwks: "%s"
                        consumers:
                          shop:
                            purpose: sells
                            tokens: [{issuer: corp, subject: s}]
                        """
                                .formatted(address));

        CheckReport report = check();

        assertThat(report.errors()).isEmpty();
        assertOnly(report.warnings(), "berth.yaml", 5, text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "servers: [\"localhost:8080\"] | loopback",
                "dns: \"localhost:8080\" | loopback",
                "{servers: [\"models:8080\"], tls: true, ca-file: /etc/ca.pem} | /etc/ca.pem"
            })
    void remote_ofEachReplica_isAWarning(String setting, String text) {
        String braced = setting.startsWith("{") ? setting : "{" + setting + "}";
        system().write("berth.yaml", "remotes:\n  europe: " + braced + "\n");

        CheckReport report = check();

        assertThat(report.errors()).isEmpty();
        assertOnly(report.warnings(), "berth.yaml", 2, text);
    }

    @Test
    void certificates_outsideOfTheDirectory_areAWarning() {
        system().write("berth.yaml", SHARED + "  ca-file: /etc/db-ca.pem\n");

        CheckReport report = check();

        assertThat(report.errors()).isEmpty();
        assertOnly(report.warnings(), "berth.yaml", 6, "/etc/db-ca.pem");
    }

    @Test
    void artifact_ofMavenWithoutADigest_isAnErrorUntilItIsLocked() {
        String source = "maven:g:a:1-SNAPSHOT!/m.onnx";
        system().with("n", "1", SystemOnDisk.PACKAGE.replace("model.onnx", "\"" + source + "\""));

        assertOnly(check().errors(), "model.yaml", 3, "without a digest");

        system().write(".berth/artifacts.lock", "0".repeat(64) + "  " + source + "\n");
        assertThat(check().errors()).isEmpty();

        system().write(".berth/artifacts.lock", "damaged\n");
        assertThat(check().errors()).hasSize(1);
    }

    @Test
    void settings_thatAreTuned_areAWarning() {
        system().write(".berth/profiles/m@1.json", "{\"model\": \"m\",\n \"tuned\": {}}\n");

        CheckReport report = check();

        assertThat(report.errors()).isEmpty();
        assertOnly(report.warnings(), "m@1.json", 2, "tuned settings");
    }

    @ParameterizedTest
    @CsvSource({
        "redis://localhost:6379, true",
        "rediss://user:secret@LOCALHOST, true",
        "redis://u:p@[::1]:6379/3, true",
        "jdbc:postgresql://127.0.0.1/x, true",
        "redis://${REDIS_HOST}:6379, false",
        "redis://localhost.example:6379, false",
        "redis://user:localhost@store:6379, false",
        "jdbc:sqlite:localhost, false",
        "kafka:9092, false",
        "'kafka:9092, 127.1.2.3:9092', true"
    })
    void address_ofThisMachine_isRecognized(String address, boolean isLoopback) {
        assertThat(ReplicaPaths.isLoopback(address)).isEqualTo(isLoopback);
    }
}
