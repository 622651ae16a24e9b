package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.berth.core.ProblemException;
import dev.berth.server.auth.AccessOptions;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that a server without consumers denies: pages of other sites, names that are not its
/// own, and to be open to a network by accident.
class BrowserGuardTest {
    @TempDir static Path directory;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server =
                TestServer.start(
                        directory,
                        options ->
                                options.withAccess(
                                        AccessOptions.defaults()
                                                .withHostNames(Set.of("Models.example.org"))));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static int port() {
        return server.server().port();
    }

    private static String unload(String headers) {
        return RawHttp.send(
                port(),
                "POST /v2/repository/models/tiny/unload HTTP/1.1\nHost: localhost:"
                        + port()
                        + "\nContent-Length: 0\n"
                        + headers);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: https://evil.example",
                "Origin: http://localhost:1",
                "Origin: http://localhost",
                "Origin: null",
                "Origin: localhost",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Origin: https://evil.example\nSec-Fetch-Site: cross-site"
            })
    void post_fromAPageOfAnotherSite_isForbidden(String headers) {
        assertThat(unload(headers)).startsWith("HTTP/1.1 403").contains("another site");
        assertThat(server.get("/v2/models/tiny/ready").statusCode()).isEqualTo(200);
        assertThat(
                        RawHttp.send(
                                port(),
                                "POST /v1/models/tiny:predict HTTP/1.1\nHost: localhost:"
                                        + port()
                                        + "\nContent-Type: text/plain\nContent-Length: 0\n"
                                        + headers))
                .startsWith("HTTP/1.1 403");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://localhost:PORT",
                "Origin: http://LOCALHOST:PORT\nSec-Fetch-Site: same-origin",
                "Sec-Fetch-Site: none",
                ""
            })
    void post_fromOwnPageOrNoBrowser_isTaken(String headers) {
        String answer =
                RawHttp.send(
                        port(),
                        "POST /v2/repository/index HTTP/1.1\nHost: localhost:"
                                + port()
                                + "\nContent-Length: 0\n"
                                + headers.replace("PORT", Integer.toString(port())));
        assertThat(answer).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost,200",
        "LOCALHOST:1,200",
        "127.0.0.1:8080,200",
        "[::1]:8080,200",
        "models.example.org,200",
        "evil.example,403",
        "evil.example:8080,403",
        "localhost.evil.example,403",
        "127.0.0.1.evil.example,403",
        "169.254.169.254,403"
    })
    void get_underAName_isAnsweredIfItIsTheServers(String host, int status) {
        assertThat(RawHttp.send(port(), "GET /v2 HTTP/1.1\nHost: " + host))
                .startsWith("HTTP/1.1 " + status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void start_onEveryAddressWithoutConsumers_isRefused(String host, @TempDir Path other) {
        assertThatThrownBy(() -> TestServer.start(other, options -> options.withHost(host)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("usage: --host " + host)
                .hasMessageContaining("--allow-anonymous")
                .hasMessageContaining("berth key create");
    }

    @Test
    void start_onEveryAddressWithConsumers_isDone(@TempDir Path other) {
        try (var open =
                TestServer.start(
                        other, Consumers.KEYS.yaml(), options -> options.withHost("0.0.0.0"))) {
            assertThat(open.get("/v2").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void anonymous_onEveryAddress_predictsAndManagesFromThisMachineAlone(@TempDir Path other)
            throws SocketException {
        Optional<InetAddress> outside =
                NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .filter(address -> address instanceof Inet4Address)
                        .filter(address -> !address.isLoopbackAddress())
                        .findFirst();
        assumeThat(outside).as("an address besides the loopback address").isPresent();
        try (var open =
                TestServer.start(
                        other,
                        options ->
                                options.withHost("0.0.0.0")
                                        .withAccess(
                                                AccessOptions.defaults()
                                                        .withAnonymous(
                                                                AccessOptions.Anonymous
                                                                        .ANYWHERE)))) {
            int port = open.server().port();
            String unload =
                    "POST /v2/repository/models/tiny/unload HTTP/1.1\nHost: any\nContent-Length: 0";
            assertThat(RawHttp.send(outside.get(), port, "GET /v2 HTTP/1.1\nHost: any"))
                    .startsWith("HTTP/1.1 200");
            assertThat(RawHttp.send(outside.get(), port, unload)).startsWith("HTTP/1.1 403");
            assertThat(RawHttp.send(port, unload)).startsWith("HTTP/1.1 200");
        }
    }
}
