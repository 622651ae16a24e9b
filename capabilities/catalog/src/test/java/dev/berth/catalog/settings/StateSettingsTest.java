package dev.berth.catalog.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.SystemOnDisk;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.system.StateStoreConfig;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where what is decided at run time is kept, in `berth.yaml`.
final class StateSettingsTest {
    private static final String URI = "postgresql://berth:${STATE_PASSWORD}@db.internal/berth";

    @TempDir private Path directory;

    private CatalogSnapshot read(String content) {
        var system = new SystemOnDisk(directory).with("sum", "1", SystemOnDisk.PACKAGE);
        system.write("berth.yaml", content);
        return system.catalog().read();
    }

    @Test
    void state_leftOut_isInTheDirectory() {
        assertThat(read("name: test\n").system().state()).isEmpty();
    }

    @Test
    void state_hasAStore_whoseVariablesAreNotFilledIn() {
        CatalogSnapshot snapshot = read("name: test\nstate: {store: \"" + URI + "\"}\n");
        assertThat(snapshot.errors()).isEmpty();
        assertThat(snapshot.system().state()).contains(StateStoreConfig.of(URI));
    }

    @Test
    void state_mayHaveAuthorities() {
        CatalogSnapshot snapshot =
                read("name: test\nstate: {store: \"" + URI + "\", ca-file: tls/ca.pem}\n");
        assertThat(snapshot.errors()).isEmpty();
        assertThat(snapshot.system().state())
                .contains(new StateStoreConfig(URI, Optional.of("tls/ca.pem")));
    }

    @Test
    void store_ofASystemWithoutAName_isAnError() {
        CatalogSnapshot snapshot = read("state: {store: \"" + URI + "\"}\n");
        assertThat(snapshot.errors()).hasSize(1);
        assertThat(snapshot.errors().getFirst().toString()).contains("without a name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{store: \"mysql://db/b\"}", "{ca-file: a.pem}", "here"})
    void state_thatIsNone_isAnError(String state) {
        assertThat(read("name: test\nstate: " + state + "\n").errors()).isNotEmpty();
    }
}
