package dev.berth.features.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.Problem;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.OpenedStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.testkit.tls.Certificates;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of servers with access control and limits.
class RedisAddressTest extends OpenedStore {
    private static final String PASSWORD = "open sesame";
    private static final String ENCODED = "open%20sesame";

    @RegisterExtension static final RedisServer SERVER = new RedisServer("--requirepass", PASSWORD);

    @TempDir private Path folder;

    @Override
    protected OnlineStore open() {
        return RedisStore.open(
                RedisServer.address("redis://:" + ENCODED + "@localhost:" + SERVER.port()));
    }

    @Override
    protected boolean lasts() {
        return true;
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://localhost:", "redis://:wrong@localhost:"})
    void open_wrongPassword_isAProblemThatDoesNotTellIt(String start) {
        var address = RedisServer.address(start + SERVER.port());
        Problem problem = assertUnavailable(() -> RedisStore.open(address));
        assertThat(problem.remedy()).contains("password");
        assertThat(problem.toString()).doesNotContain("wrong@");
    }

    @Test
    void open_userAndPassword_works() {
        var address =
                RedisServer.address("redis://default:" + ENCODED + "@localhost:" + SERVER.port());
        try (var other = RedisStore.open(address)) {
            put(bytes(1), bytes(10));
            assertThat(other.read(bytes(1))).containsExactly(10);
        }
        assertThat(address).hasToString("redis://localhost:" + SERVER.port() + "/0");
    }

    @Test
    void open_otherPrefixOrDatabase_sharesNothing() {
        String uri = "redis://:" + ENCODED + "@localhost:" + SERVER.port();
        put(bytes(1), bytes(10));
        try (var prefixed = RedisStore.open(RedisServer.address(uri).withPrefix("berth"));
                var elsewhere = RedisStore.open(RedisServer.address(uri + "/3"))) {
            assertThat(prefixed.read(bytes(1))).isNull();
            assertThat(elsewhere.read(bytes(1))).isNull();
            elsewhere.deletePrefix(bytes());
        }
        assertThat(store().read(bytes(1))).containsExactly(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:6379", "http://:secret@localhost", "redis://", ""})
    void address_ofAnotherForm_isAProblem(String uri) {
        Problem problem = assertUnavailable(() -> RedisAddress.of(uri));
        assertThat(problem.toString()).contains("redis://host:port/0").doesNotContain("secret");
    }

    @Test
    void address_noTimeout_isAProblem() {
        assertUnavailable(() -> RedisAddress.of("redis://localhost").withTimeout(Duration.ZERO));
    }

    @Test
    void open_nobodyThere_isAProblem() {
        var address = RedisServer.address("redis://localhost:" + RedisServer.freePort());
        Problem problem = assertUnavailable(() -> RedisStore.open(address));
        assertThat(problem.message()).contains("cannot be reached").contains("localhost");
    }

    @Test
    void write_moreThanTheServerHasMemoryFor_isAProblemAndWritesNothing() throws IOException {
        put(bytes(5), bytes(1));
        limitMemory("1");
        try {
            for (boolean deleting : new boolean[] {false, true}) {
                var batch = new StoreBatch();
                batch.put(bytes(6), bytes(2));
                if (deleting) {
                    batch.delete(bytes(5));
                }
                Problem problem = assertUnavailable(() -> store().write(batch));
                assertThat(problem.message()).contains("OOM");
                assertThat(problem.remedy()).contains("maxmemory");
            }
        } finally {
            limitMemory("0");
        }
        assertThat(store().readAll(List.of(bytes(5), bytes(6)))).containsExactly(bytes(1), null);
        put(bytes(6), bytes(2));
        assertThat(store().read(bytes(6))).containsExactly(2);
    }

    private static void limitMemory(String bytes) throws IOException {
        String output =
                SERVER.say(
                        "AUTH \"" + PASSWORD + "\"\r\nCONFIG SET maxmemory " + bytes + "\r\n", 10);
        assertThat(output).isEqualTo("+OK\r\n+OK\r\n");
    }

    @Test
    void open_overTls_trustsWhoIsNamedAlone() throws IOException {
        Certificates certificates = Certificates.make(folder);
        try (Proxy proxy = Proxy.of(TlsServer.listen(certificates), SERVER.port())) {
            String rest = ENCODED + "@127.0.0.1:" + proxy.port();
            var address = RedisServer.address("rediss://:" + rest);
            Path authority = certificates.certificate("ca");
            try (var trusting = RedisStore.open(address.withAuthorities(authority))) {
                put(bytes(1), bytes(10));
                assertThat(trusting.read(bytes(1))).containsExactly(10);
            }
            Problem stranger = assertUnavailable(() -> RedisStore.open(address));
            assertThat(stranger.message()).contains("TLS");
            assertThat(stranger.remedy()).contains("certificate");
        }
    }

    @Test
    void open_tlsWhereThereIsNone_isAProblem() {
        var address =
                RedisServer.address("rediss://:" + ENCODED + "@localhost:" + SERVER.port())
                        .withTimeout(Duration.ofMillis(500));
        assertUnavailable(() -> RedisStore.open(address));
    }
}
