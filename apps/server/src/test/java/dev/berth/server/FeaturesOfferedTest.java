package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.proto.feast.serving.GetFeastServingInfoRequest;
import dev.berth.proto.feast.serving.ServingServiceGrpc;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Access to features without consumers, and routes without features.
class FeaturesOfferedTest {
    private static final String FEAST = "/get-online-features";

    @TempDir Path directory;

    @Test
    void routes_withoutFeatures_areNotThere() {
        try (TestServer server = TestServer.start(directory);
                GrpcClient client = GrpcClient.of(server)) {
            assertThat(server.post(FEAST, FeatureRoutesTest.one()).statusCode()).isEqualTo(404);
            assertThat(server.post("/v1/features:read", "{}").body()).contains("route-not-found");
            assertThat(server.get("/v1/features").statusCode()).isEqualTo(404);
            var stub = ServingServiceGrpc.newBlockingStub(client.channel());
            assertThatThrownBy(
                            () ->
                                    stub.getFeastServingInfo(
                                            GetFeastServingInfoRequest.getDefaultInstance()))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessageStartingWith("UNIMPLEMENTED");
        }
    }

    @Test
    void read_quickStore_isReadOnTheEventLoop() {
        var features = new FakeFeatures(true);
        try (TestServer server =
                TestServer.start(
                        directory,
                        options ->
                                options.withFeatures((folder, store, definitions) -> features))) {
            assertThat(server.post(FEAST, FeatureRoutesTest.one()).statusCode()).isEqualTo(200);
            String many = "\"JFK\",".repeat(2000) + "\"JFK\"";
            assertThat(
                            server.post(FEAST, FeatureRoutesTest.one().replace("\"JFK\"", many))
                                    .statusCode())
                    .isEqualTo(200);
        }
        assertThat(features.readers()).hasSize(2);
        assertThat(features.readers().getFirst()).contains("eventloop");
        assertThat(features.readers().getLast()).startsWith("berth-features-");
    }

    @Test
    void read_consumers_readWhatTheyMay() {
        var features = new FakeFeatures(false);
        FakeFeatures.writeReader(directory);
        Consumers keys = Consumers.KEYS;
        try (TestServer server =
                TestServer.start(
                        directory,
                        keys.yaml(),
                        options ->
                                options.withFeatures((folder, store, definitions) -> features))) {
            String shop = "Bearer " + keys.shop.reveal();
            String service = "{\"feature_service\":\"%s\",\"entities\":{\"airport\":[\"JFK\"]}}";
            assertThat(server.post(FEAST, FeatureRoutesTest.one()).statusCode()).isEqualTo(401);
            assertThat(
                            server.post(
                                            FEAST,
                                            FeatureRoutesTest.one(),
                                            "Authorization",
                                            "Bearer " + keys.operator.reveal())
                                    .statusCode())
                    .isEqualTo(200);
            assertThat(
                            server.post(FEAST, FeatureRoutesTest.one(), "Authorization", shop)
                                    .statusCode())
                    .isEqualTo(403);
            assertThat(
                            server.post(FEAST, service.formatted("fake"), "Authorization", shop)
                                    .statusCode())
                    .isEqualTo(200);
            for (String other : List.of("tiny@1", "board", "board@1")) {
                assertThat(
                                server.post(FEAST, service.formatted(other), "Authorization", shop)
                                        .statusCode())
                        .as(other)
                        .isEqualTo(403);
            }
            assertThat(
                            server.post(
                                            FEAST,
                                            service.formatted("board"),
                                            "Authorization",
                                            "Bearer " + keys.operator.reveal())
                                    .body())
                    .contains("lateness");
        }
    }
}
