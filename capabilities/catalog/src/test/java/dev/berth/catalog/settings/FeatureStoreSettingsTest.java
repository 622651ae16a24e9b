package dev.berth.catalog.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.SystemOnDisk;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.system.RedisStoreConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How features are kept, in `berth.yaml`.
final class FeatureStoreSettingsTest {
    @TempDir private Path directory;

    private CatalogSnapshot read(String features) {
        var system = new SystemOnDisk(directory).with("sum", "1", SystemOnDisk.PACKAGE);
        system.write("berth.yaml", "name: test\n" + features);
        return system.catalog().read();
    }

    @Test
    void features_haveAStoreAndAnInterval() {
        CatalogSnapshot snapshot =
                read("features: {store: \"redis://${REDIS}:6379\", materialize-interval: 15m}\n");
        assertThat(snapshot.errors()).isEmpty();
        assertThat(snapshot.system().features().store())
                .contains(RedisStoreConfig.of("redis://${REDIS}:6379"));
        assertThat(snapshot.system().features().materializeInterval())
                .contains(Duration.ofMinutes(15));
    }

    @Test
    void store_underTls_mayHaveAuthorities() {
        CatalogSnapshot snapshot =
                read("features: {store: \"rediss://r:6379\", ca-file: tls/ca.pem}\n");
        assertThat(snapshot.errors()).isEmpty();
        assertThat(snapshot.system().features().store())
                .contains(new RedisStoreConfig("rediss://r:6379", Optional.of("tls/ca.pem")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"store: \"redis://r:6379\", ", ""})
    void authorities_withoutTls_areAnError(String store) {
        CatalogSnapshot snapshot = read("features: {" + store + "ca-file: tls/ca.pem}\n");
        assertThat(snapshot.errors()).hasSize(1);
        assertThat(snapshot.errors().getFirst().toString()).contains("authorities without TLS");
    }

    @Test
    void features_leftOut_areMaterializedByNoServer() {
        assertThat(read("").system().features().materializeInterval()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0m", "500ms", "15", "often", "-1h"})
    void interval_thatIsNone_isAnErrorAndNotRead(String interval) {
        CatalogSnapshot snapshot = read("features: {materialize-interval: \"" + interval + "\"}\n");
        assertThat(snapshot.errors()).hasSize(1);
        assertThat(snapshot.errors().getFirst().toString()).contains(interval);
        assertThat(snapshot.system().features().materializeInterval()).isEmpty();
    }
}
