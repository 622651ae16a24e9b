package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import dev.berth.proto.feast.serving.FeatureList;
import dev.berth.proto.feast.serving.FieldStatus;
import dev.berth.proto.feast.serving.GetFeastServingInfoRequest;
import dev.berth.proto.feast.serving.GetOnlineFeaturesRequest;
import dev.berth.proto.feast.serving.GetOnlineFeaturesResponse;
import dev.berth.proto.feast.serving.ServingServiceGrpc;
import dev.berth.proto.feast.serving.ServingServiceGrpc.ServingServiceBlockingStub;
import dev.berth.proto.feast.types.RepeatedValue;
import dev.berth.proto.feast.types.Value;
import dev.berth.proto.feast.types.Value.ValCase;
import dev.berth.testkit.Await;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Features by gRPC, as Feast's clients request them.
class FeastGrpcTest {
    @TempDir Path directory;

    private final FakeFeatures features = new FakeFeatures(false);
    private TestServer server;
    private GrpcClient client;

    @BeforeEach
    void start() {
        FakeFeatures.writeReader(directory);
        server =
                TestServer.start(
                        directory,
                        options -> options.withFeatures((folder, store, definitions) -> features));
        client = GrpcClient.of(server);
    }

    @AfterEach
    void stop() {
        features.authorizer().open();
        client.close();
        server.close();
    }

    private ServingServiceBlockingStub stub() {
        return ServingServiceGrpc.newBlockingStub(client.channel())
                .withDeadlineAfter(Await.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }

    private static GetOnlineFeaturesRequest.Builder asking(String... names) {
        var airports = RepeatedValue.newBuilder();
        for (String airport : List.of("JFK", "XXX")) {
            airports.addVal(Value.newBuilder().setStringVal(airport));
        }
        return GetOnlineFeaturesRequest.newBuilder()
                .setFeatures(FeatureList.newBuilder().addAllVal(List.of(names)))
                .putEntities("airport", airports.build());
    }

    @Test
    void info_tellsTheVersion() {
        assertThat(
                        stub().getFeastServingInfo(GetFeastServingInfoRequest.getDefaultInstance())
                                .getVersion())
                .isEqualTo(BerthServer.version());
    }

    @Test
    void read_versions_areToldIfTheyAreWanted() {
        GetOnlineFeaturesResponse answer =
                stub().getOnlineFeatures(
                                asking(
                                                "flights@v1:delay",
                                                "flights@latest:last",
                                                "weather@v1:delay")
                                        .setFullFeatureNames(true)
                                        .setIncludeFeatureViewVersionMetadata(true)
                                        .build());
        assertThat(answer.getMetadata().getFeatureNames().getValList())
                .containsExactly(
                        "airport", "flights@v1__delay", "flights__last", "weather@v1__delay");
        assertThat(answer.getMetadata().getFeatureViewMetadataList())
                .extracting(view -> view.getName() + "@" + view.getVersion())
                .containsExactly("flights@1", "flights@2", "weather@1");
        assertThat(
                        stub().getOnlineFeatures(asking("flights:delay").build())
                                .getMetadata()
                                .getFeatureViewMetadataList())
                .isEmpty();
    }

    @Test
    void read_service_isWhatItNames() {
        GetOnlineFeaturesRequest.Builder request =
                asking().setFeatureService("board").setFullFeatureNames(true);
        GetOnlineFeaturesResponse answer = stub().getOnlineFeatures(request.build());
        assertThat(answer.getMetadata().getFeatureNames().getValList())
                .containsExactly("airport", "lateness", "weather__wind");
        assertThat(answer.getResults(1).getValues(0).getFloatVal()).isEqualTo(12.5f);
    }

    @Test
    void read_columnsThatAreNoKeys_areNotRepeated() {
        GetOnlineFeaturesRequest.Builder request = asking("flights:delay");
        GetOnlineFeaturesResponse answer =
                stub().getOnlineFeatures(
                                request.putEntities("trip", request.getEntitiesOrThrow("airport"))
                                        .build());
        assertThat(answer.getMetadata().getFeatureNames().getValList())
                .containsExactly("airport", "delay");
        assertThat(answer.getResultsCount()).isEqualTo(2);
    }

    @Test
    void read_valuesOfAllKinds_haveTheirTypes() {
        GetOnlineFeaturesResponse answer =
                stub().getOnlineFeatures(
                                asking(
                                                "flights:delay",
                                                "flights:flights",
                                                "flights:last",
                                                "flights:gates",
                                                "flights:by_carrier",
                                                "weather:wind")
                                        .build());
        assertThat(answer.getMetadata().getFeatureNames().getValList())
                .containsExactly(
                        "airport", "delay", "flights", "last", "gates", "by_carrier", "wind");
        assertThat(answer.getResults(0).getValues(1).getStringVal()).isEqualTo("XXX");
        assertThat(answer.getResults(1).getValues(0).getFloatVal()).isEqualTo(12.5f);
        assertThat(answer.getResults(1).getStatusesList())
                .containsExactly(FieldStatus.PRESENT, FieldStatus.NOT_FOUND);
        assertThat(answer.getResults(1).getValues(1).getValCase()).isEqualTo(ValCase.VAL_NOT_SET);
        assertThat(answer.getResults(1).getEventTimestamps(0))
                .isEqualTo(
                        Timestamp.newBuilder()
                                .setSeconds(FakeFeatures.KNOWN.getEpochSecond())
                                .setNanos(500_000_000)
                                .build());
        assertThat(answer.getResults(2).getValues(0).getInt64Val()).isEqualTo(7);
        assertThat(answer.getResults(3).getValues(0).getUnixTimestampVal())
                .isEqualTo(FakeFeatures.KNOWN.getEpochSecond());
        assertThat(answer.getResults(4).getValues(0).getStringListVal().getValList())
                .containsExactly("A1", "B2");
        assertThat(answer.getResults(5).getValues(0).getMapVal().getValOrThrow("UA").getInt64Val())
                .isEqualTo(3);
        assertThat(answer.getResults(6).getValues(0).getDoubleVal()).isEqualTo(3.25);
    }

    @Test
    void read_service_readsWhatItStandsFor() {
        var answer =
                stub().getOnlineFeatures(
                                asking().setFeatureService("fake@3")
                                        .setFullFeatureNames(true)
                                        .build());
        assertThat(answer.getMetadata().getFeatureNames().getValList())
                .containsExactly("airport", "flights__delay");
    }

    @Test
    void read_unknownFeature_isNotFound() {
        assertThatThrownBy(() -> stub().getOnlineFeatures(asking("flights:dela").build()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND))
                .hasMessageContaining("did you mean 'delay'");
        assertThat(server.get("/metrics").body())
                .contains(
                        "berth_feature_request_duration_seconds_count{code=\"feature-not-found\",route=\"feast.serving.ServingService/GetOnlineFeatures\"} 1");
    }

    @Test
    void read_slowStore_endsAtTheDeadline() {
        features.authorizer().shut();
        assertThatThrownBy(
                        () ->
                                ServingServiceGrpc.newBlockingStub(client.channel())
                                        .withDeadlineAfter(100, TimeUnit.MILLISECONDS)
                                        .getOnlineFeatures(asking("flights:delay").build()))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageStartingWith("DEADLINE_EXCEEDED");
    }
}
