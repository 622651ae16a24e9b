package dev.berth.server;

import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.feature.AggregationWindow;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.Entity;
import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureComputation.Aggregate;
import dev.berth.core.feature.FeatureComputation.Aggregation;
import dev.berth.core.feature.FeatureComputation.Kind;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.SourceLocation;
import dev.berth.features.ingest.StreamIngestion;
import dev.berth.features.ingest.StreamIngestor;
import dev.berth.features.online.FeatureQuery;
import dev.berth.features.online.FeatureRows;
import dev.berth.features.online.MemoryStore;
import dev.berth.features.online.OnlineFeatureReader;
import dev.berth.features.online.PreparedFeatures;
import dev.berth.features.online.StoreFeatureReader;
import dev.berth.proto.feast.types.Value;
import dev.berth.proto.features.FeatureEvent;
import dev.berth.proto.features.FeatureEventsGrpc;
import dev.berth.proto.features.FeatureEventsGrpc.FeatureEventsBlockingStub;
import dev.berth.proto.features.PushEventsRequest;
import dev.berth.proto.features.PushEventsResponse;
import dev.berth.testkit.Await;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Events that are pushed to a server, and what it says of them.
class FeaturePushTest {
    private static final String PUSH = "/v1/features/visits:push";
    private static final SourceLocation HERE = new SourceLocation(Path.of("features.yaml"), 1);

    @TempDir Path directory;

    /// A feature store in memory that is fed.
    private static final class Fed implements OnlineFeatureReader, StreamIngestion {
        private final MemoryStore store = new MemoryStore();
        private final FeatureDefinitions definitions = define();
        private final StoreFeatureReader reads =
                new StoreFeatureReader(definitions, store, InstantSource.system());

        private static FeatureDefinitions define() {
            var airport =
                    new Entity(
                            new EntityName("airport"),
                            "airport",
                            ValueType.STRING,
                            "",
                            Optional.empty());
            var source =
                    new dev.berth.core.feature.EventSource(
                            new SourceName("visits"),
                            "",
                            Optional.empty(),
                            new DataSourceConfig.Stream(
                                    Optional.empty(), Optional.empty(), Duration.ofDays(1)),
                            "at",
                            Optional.empty(),
                            Optional.of("id"),
                            ZoneOffset.UTC,
                            Map.of(
                                    "at", FeatureType.of(ValueType.TIMESTAMP),
                                    "id", FeatureType.of(ValueType.INT64),
                                    "place", FeatureType.of(ValueType.STRING)),
                            HERE);
            var count =
                    new Feature(
                            new FeatureName("count"),
                            FeatureType.of(ValueType.INT64),
                            "",
                            Optional.empty(),
                            Optional.empty(),
                            new Aggregation(
                                    new Aggregate.Plain(Kind.COUNT),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    new AggregationWindow.Unbounded()));
            var view =
                    new FeatureView(
                            ViewReference.of("visited", 1),
                            "",
                            Optional.empty(),
                            List.of(),
                            Map.of(airport.name(), "place"),
                            source.name(),
                            Optional.empty(),
                            Optional.empty(),
                            List.of(count),
                            HERE);
            return new FeatureDefinitions(
                    new TreeMap<>(Map.of(airport.name(), airport)),
                    new TreeMap<>(Map.of(source.name(), source)),
                    new TreeMap<>(Map.of(view.reference(), view)),
                    new TreeMap<>());
        }

        @Override
        public StreamIngestor ingest(SourceName source) {
            return StreamIngestor.of(source, definitions, store, InstantSource.system(), "a test");
        }

        @Override
        public FeatureDefinitions definitions() {
            return definitions;
        }

        @Override
        public FeatureRows read(FeatureQuery query) {
            return reads.read(query);
        }

        @Override
        public PreparedFeatures prepare(List<FeatureSelection> selections) {
            return reads.prepare(selections);
        }

        @Override
        public boolean isInlineable() {
            return true;
        }
    }

    private TestServer start(OnlineFeatureReader features) {
        return TestServer.start(
                directory,
                options -> options.withFeatures((folder, store, definitions) -> features));
    }

    @Test
    void events_pushed_areCountedAndReadAtOnce() {
        try (TestServer server = start(new Fed())) {
            HttpResponse<String> pushed =
                    server.post(
                            PUSH,
                            """
                            {"events": [{"at": "2026-11-01T12:00:00Z", "id": 1, "place": "JFK"},
                                        {"at": "2026-11-01T12:00:01Z", "id": 1, "place": "JFK"},
                                        {"at": "2026-11-01T12:00:02Z", "id": 2, "place": "JFK"},
                                        {"at": "2026-11-01T12:00:02Z", "id": 3},
                                        {"id": 4, "place": "JFK"},
                                        {"id": "x"}]}
                            """);
            assertThat(pushed.statusCode()).isEqualTo(200);
            assertThat(pushed.body())
                    .isEqualTo(
                            "{\"accepted\":2,\"duplicates\":1,\"inHistory\":0,\"withoutKey\":1,"
                                    + "\"withoutTime\":1,\"malformed\":1,\"problems\":"
                                    + "[\"$.events[5].id: 'x' (expected: int64)\"]}");
            assertThat(
                            json(server.post(
                                            "/v1/features:read",
                                            "{\"features\":[\"visited:count\"],\"entities\":{\"airport\":[\"JFK\"]}}"))
                                    .at("/rows/0/visited:count")
                                    .asLong())
                    .isEqualTo(2);
        }
    }

    @Test
    void lines_pushed_areReadOneByOne() {
        try (TestServer server = start(new Fed())) {
            HttpResponse<String> pushed =
                    server.post(
                            PUSH,
                            "{\"at\":\"2026-11-01T12:00:00Z\",\"place\":\"JFK\"}\n{broken\n",
                            "Content-Type",
                            "application/x-ndjson");
            assertThat(json(pushed).at("/accepted").asLong()).isEqualTo(1);
            assertThat(json(pushed).at("/malformed").asLong()).isEqualTo(1);
        }
    }

    @Test
    void push_thatCannotBe_saysWhy() {
        try (TestServer server = start(new Fed())) {
            assertThat(server.post("/v1/features/others:push", "{\"events\":[]}").body())
                    .contains("feature-not-found")
                    .contains("visits");
            assertThat(server.post(PUSH, "{\"rows\":[]}").statusCode()).isEqualTo(400);
            assertThat(server.get(PUSH).statusCode()).isEqualTo(405);
        }
        try (TestServer server = start(new FakeFeatures(true))) {
            assertThat(server.post(PUSH, "{\"events\":[]}").body()).contains("unimplemented");
        }
    }

    @Test
    void consumers_ofModels_mayNotPush() {
        Consumers keys = Consumers.KEYS;
        var fed = new Fed();
        try (TestServer server =
                TestServer.start(
                        directory,
                        keys.yaml(),
                        options -> options.withFeatures((folder, store, definitions) -> fed))) {
            String none = "{\"events\":[]}";
            assertThat(server.post(PUSH, none).statusCode()).isEqualTo(401);
            assertThat(
                            server.post(PUSH, none, "Authorization", "Bearer " + keys.shop.reveal())
                                    .statusCode())
                    .isEqualTo(403);
            assertThat(
                            server.post(
                                            PUSH,
                                            none,
                                            "Authorization",
                                            "Bearer " + keys.operator.reveal())
                                    .statusCode())
                    .isEqualTo(200);
        }
    }

    private static PushEventsRequest pushing(String source, FeatureEvent.Builder... events) {
        var request = PushEventsRequest.newBuilder().setSource(source);
        for (FeatureEvent.Builder event : events) {
            request.addEvents(event);
        }
        return request.build();
    }

    private static FeatureEvent.Builder visit(String place, long id, long seconds) {
        return FeatureEvent.newBuilder()
                .putValues("place", Value.newBuilder().setStringVal(place).build())
                .putValues("id", Value.newBuilder().setInt64Val(id).build())
                .putValues("at", Value.newBuilder().setUnixTimestampVal(seconds).build());
    }

    private static FeatureEventsBlockingStub stub(GrpcClient client) {
        return FeatureEventsGrpc.newBlockingStub(client.channel())
                .withDeadlineAfter(Await.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void events_pushedByGrpc_areCountedAndReadAtOnce() {
        try (TestServer server = start(new Fed());
                GrpcClient client = GrpcClient.of(server)) {
            PushEventsResponse pushed =
                    stub(client)
                            .push(
                                    pushing(
                                            "visits",
                                            visit("JFK", 1, 1_700_000_000),
                                            visit("JFK", 1, 1_700_000_001),
                                            visit("JFK", 2, 1_700_000_002),
                                            visit("JFK", 3, 0).removeValues("place"),
                                            visit("JFK", 4, 0).removeValues("at"),
                                            visit("JFK", 5, 0)
                                                    .putValues(
                                                            "id",
                                                            Value.newBuilder()
                                                                    .setStringVal("x")
                                                                    .build())));
            assertThat(pushed)
                    .isEqualTo(
                            PushEventsResponse.newBuilder()
                                    .setAccepted(2)
                                    .setDuplicates(1)
                                    .setWithoutKey(1)
                                    .setWithoutTime(1)
                                    .setMalformed(1)
                                    .addProblems("events[5].id: 'x' (expected: int64)")
                                    .build());
            assertThat(
                            json(server.post(
                                            "/v1/features:read",
                                            "{\"features\":[\"visited:count\"],\"entities\":{\"airport\":[\"JFK\"]}}"))
                                    .at("/rows/0/visited:count")
                                    .asLong())
                    .isEqualTo(2);
            assertThat(server.get("/metrics").body())
                    .contains("route=\"berth.features.FeatureEvents/Push\"} 1");
        }
    }

    private static void assertRefused(
            Status.Code code, FeatureEventsBlockingStub stub, PushEventsRequest request) {
        assertThatThrownBy(() -> stub.push(request))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(code));
    }

    @Test
    void pushByGrpc_thatCannotBe_saysWhy() {
        try (TestServer server = start(new Fed());
                GrpcClient client = GrpcClient.of(server)) {
            assertRefused(Status.Code.NOT_FOUND, stub(client), pushing("others"));
            assertRefused(Status.Code.INVALID_ARGUMENT, stub(client), pushing("no name"));
        }
        try (TestServer server = start(new FakeFeatures(true));
                GrpcClient client = GrpcClient.of(server)) {
            assertRefused(Status.Code.UNIMPLEMENTED, stub(client), pushing("visits"));
        }
    }

    @Test
    void consumers_ofModels_mayNotPushByGrpc() {
        Consumers keys = Consumers.KEYS;
        var fed = new Fed();
        try (TestServer server =
                        TestServer.start(
                                directory,
                                keys.yaml(),
                                options ->
                                        options.withFeatures((folder, store, definitions) -> fed));
                GrpcClient client = GrpcClient.of(server)) {
            PushEventsRequest none = pushing("visits");
            assertRefused(Status.Code.UNAUTHENTICATED, stub(client), none);
            assertRefused(
                    Status.Code.PERMISSION_DENIED, as(keys.shop.reveal(), stub(client)), none);
            assertThat(as(keys.operator.reveal(), stub(client)).push(none))
                    .isEqualTo(PushEventsResponse.getDefaultInstance());
        }
    }

    private static FeatureEventsBlockingStub as(String key, FeatureEventsBlockingStub stub) {
        var headers = new Metadata();
        headers.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + key);
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }
}
