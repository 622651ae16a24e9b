package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.testkit.Await;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// gRPC's standard health service.
class GrpcHealthTest {
    @TempDir static Path directory;

    private static TestServer server;
    private static GrpcClient client;

    @BeforeAll
    static void start() {
        server = TestServer.start(directory);
        client = GrpcClient.of(server);
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Test
    void health_knowsServerAndModels() {
        var health =
                HealthGrpc.newBlockingStub(client.channel())
                        .withDeadlineAfter(Await.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
                .isEqualTo(ServingStatus.SERVING);
        assertThat(health.check(named("inference.GRPCInferenceService")).getStatus())
                .isEqualTo(ServingStatus.SERVING);
        assertThat(health.check(named("fake")).getStatus()).isEqualTo(ServingStatus.SERVING);
        assertThat(health.check(named("broken")).getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
        assertThatThrownBy(() -> health.check(named("nobody")))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
        assertThat(health.watch(named("fake")).next().getStatus()).isEqualTo(ServingStatus.SERVING);
    }

    private static HealthCheckRequest named(String service) {
        return HealthCheckRequest.newBuilder().setService(service).build();
    }

    @Test
    void watch_whoseConnectionCloses_leavesTheConnectionsCounted() {
        double before = connections();
        try (GrpcClient other = GrpcClient.of(server)) {
            var watched = HealthGrpc.newBlockingStub(other.channel()).watch(named("fake"));
            assertThat(watched.next().getStatus()).isEqualTo(ServingStatus.SERVING);
            assertThat(connections()).isEqualTo(before + 1);
        }
        Await.until(() -> connections() == before);
    }

    private static double connections() {
        return server.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("berth_connections "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                .sum();
    }
}
