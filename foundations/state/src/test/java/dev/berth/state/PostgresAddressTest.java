package dev.berth.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.system.StateStoreConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Addresses of PostgreSQL as `berth.yaml` has them.
final class PostgresAddressTest {
    private static final Path SYSTEM = Path.of("/system");

    private static PostgresAddress address(String uri) {
        return PostgresAddress.of(
                StateStoreConfig.of(uri), SYSTEM, Map.of("SECRET", "p:a@s/s%", "PORT", "6000"));
    }

    @Test
    void address_withAllParts_isTakenApart() {
        assertThat(address("postgresql://ann%40x:a%2Fb+c@[::1]:5433/d?sslmode=require"))
                .isEqualTo(
                        new PostgresAddress(
                                "[::1]", 5433, "d", "ann@x", "a/b+c", "require", Optional.empty()));
    }

    @Test
    void address_withTheLeast_hasDefaults() {
        assertThat(address("postgres://db/berth"))
                .isEqualTo(
                        new PostgresAddress(
                                "db", 5432, "berth", "", "", "prefer", Optional.empty()));
    }

    @Test
    void variables_areFilledInAsTheyAre_andSecretsNotShown() {
        PostgresAddress address = address("postgresql://ann:${SECRET}@db:${PORT}/berth");
        assertThat(address.password()).isEqualTo("p:a@s/s%");
        assertThat(address.port()).isEqualTo(6000);
        assertThat(address).hasToString("postgresql://db:6000/berth");
    }

    @Test
    void variable_notSet_isToldByName() {
        assertThatThrownBy(() -> address("postgresql://ann:${NONE}@db/berth"))
                .hasMessageContaining("the variable NONE")
                .hasMessageContaining("set it");
    }

    @Test
    void authorities_requireTls() {
        var config = new StateStoreConfig("postgresql://db/b", Optional.of("tls/ca.pem"));
        PostgresAddress address = PostgresAddress.of(config, SYSTEM, Map.of());
        assertThat(address.sslMode()).isEqualTo("verify-full");
        assertThat(address.authorities()).contains(SYSTEM.resolve("tls/ca.pem"));
        var plain =
                new StateStoreConfig("postgresql://db/b?sslmode=disable", Optional.of("ca.pem"));
        assertThatThrownBy(() -> PostgresAddress.of(plain, SYSTEM, Map.of()))
                .hasMessageContaining("sslmode=disable beside `ca-file`");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://u:hidden@",
                "postgresql://u:hidden@db",
                "postgresql://u:hidden@db/",
                "postgresql://u:hidden@db:0/b",
                "postgresql://u:hidden@db:70000/b",
                "postgresql://u:hidden@db:x/b",
                "postgresql://u:hidden@db/b?sslmode=none",
                "postgresql://u:hidden@db/b?socketFactory=x",
                "postgresql://u:hidden%zz@db/b",
                "mysql://u:hidden@db/b",
            })
    void address_thatIsNone_isAProblemWithoutThePassword(String uri) {
        assertThatThrownBy(() -> address(uri))
                .hasMessageContaining("state-unavailable")
                .hasMessageContaining("expected: postgresql://")
                .hasMessageNotContaining("hidden");
    }
}
