package dev.berth.client.balancing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import io.vertx.core.Vertx;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tests of server discovery by DNS.
final class DnsSourceTest {

    private final Vertx vertx = Vertx.vertx();
    private final ServerGroup group =
            new ServerGroup(
                    GroupPolicy.defaults(), new FakeClock(), new Random(1), new GroupListener() {});

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private List<String> hosts() {
        return group.members().stream().map(member -> member.address().toString()).toList();
    }

    @Test
    void begin_nameWhoseAddressesChange_followsThem() {
        var found = new AtomicReference<>(List.of("10.0.0.1", "10.0.0.2"));
        var dns = new ServerDiscovery.Dns("models.example", 8080, Duration.ofMillis(5));
        try (var _ = DnsSource.begin(dns, name -> found.get(), vertx, group)) {
            Await.until(() -> hosts().equals(List.of("10.0.0.1:8080", "10.0.0.2:8080")));
            ServerState kept = group.members().getLast();
            found.set(List.of("10.0.0.2", "10.0.0.3"));
            Await.until(() -> hosts().equals(List.of("10.0.0.2:8080", "10.0.0.3:8080")));
            assertThat(group.members().getFirst()).isSameAs(kept);
            assertThat(kept.address().authority()).isEqualTo("models.example");
        }
    }

    @Test
    void begin_lookUpFailsLater_keepsTheServers() {
        var looks = new AtomicInteger();
        var dns = new ServerDiscovery.Dns("models.example", 8080, Duration.ofMillis(5));
        DnsSource.Lookup lookup =
                name -> {
                    if (looks.incrementAndGet() > 1) {
                        throw new UnknownHostException(name);
                    }
                    return List.of("10.0.0.1");
                };
        try (var _ = DnsSource.begin(dns, lookup, vertx, group)) {
            Await.until(() -> looks.get() > 3);
            assertThat(hosts()).containsExactly("10.0.0.1:8080");
            assertThat(group.reasonForNone()).contains("models.example");
        }
    }

    @Test
    void begin_localhost_isFoundByTheSystem() {
        var dns = new ServerDiscovery.Dns("localhost", 8080, Duration.ofHours(1));
        try (var _ = ServerResolver.begin(dns, vertx, group)) {
            Await.until(() -> hosts().contains("127.0.0.1:8080"));
        }
    }
}
