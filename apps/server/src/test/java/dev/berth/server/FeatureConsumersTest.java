package dev.berth.server;

import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.core.feature.ViewReference;
import dev.berth.proto.feast.serving.FeatureList;
import dev.berth.proto.feast.serving.GetOnlineFeaturesRequest;
import dev.berth.proto.feast.serving.GetOnlineFeaturesResponse;
import dev.berth.proto.feast.serving.ServingServiceGrpc;
import dev.berth.proto.feast.types.RepeatedValue;
import dev.berth.proto.feast.types.Value;
import dev.berth.server.auth.ApiKeyToken;
import dev.berth.testkit.Await;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Permissions for features, where consumers are declared: in Berth's form, and in Feast's by HTTP
/// and gRPC.
final class FeatureConsumersTest {
    private static final String FEAST = "/get-online-features";
    private static final String READ = "/v1/features:read";
    private static final SecureRandom RANDOM = new SecureRandom();

    /// Reads one version of a view, a service, and a view on demand.
    private static final ApiKeyToken BOARD = ApiKeyToken.generate(RANDOM);

    /// Calls a model.
    private static final ApiKeyToken MODEL = ApiKeyToken.generate(RANDOM);

    /// Calls a model, and reads a view in each version; may manage.
    private static final ApiKeyToken BOTH = ApiKeyToken.generate(RANDOM);

    private static final ApiKeyToken ALL = ApiKeyToken.generate(RANDOM);

    private static final String YAML =
            """
            name: test
            consumers:
              board:
                purpose: Shows what goes
                features: ["flights@2", board, gusts]
                keys: [{hash: "%s"}]
              model:
                purpose: Predicts
                models: [fake]
                keys: [{hash: "%s"}]
              both:
                purpose: Predicts and shows
                models: [fake]
                features: [flights]
                management: true
                keys: [{hash: "%s"}]
              all:
                purpose: Looks after everything
                management: true
                keys: [{hash: "%s"}]
            """
                    .formatted(BOARD.hash(), MODEL.hash(), BOTH.hash(), ALL.hash());

    private static final FakeFeatures FEATURES = new FakeFeatures(true);

    @TempDir private static Path directory;

    private static TestServer server;
    private static GrpcClient client;

    @BeforeAll
    static void start() {
        FakeFeatures.writeReader(directory);
        server =
                TestServer.start(
                        directory,
                        YAML,
                        options ->
                                options.withFeatures((folder, store, definitions) -> FEATURES)
                                        .withServing(
                                                options.serving()
                                                        .withWatching(
                                                                Optional.of(
                                                                        Duration.ofMillis(200)))));
        client = GrpcClient.of(server);
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private HttpResponse<String> post(String path, String body, ApiKeyToken key) {
        return server.post(path, body, "x-api-key", key.reveal());
    }

    private HttpResponse<String> get(String path, ApiKeyToken key) {
        return server.send(server.request(path).header("x-api-key", key.reveal()));
    }

    private static String named(String... names) {
        return "{\"features\":[\""
                + String.join("\",\"", names)
                + "\"],\"entities\":{\"airport\":[\"JFK\"]}}";
    }

    private static String ofService(String member, String service) {
        return "{\"%s\":\"%s\",\"entities\":{\"airport\":[\"JFK\"]}}".formatted(member, service);
    }

    private GetOnlineFeaturesResponse ask(
            GetOnlineFeaturesRequest.Builder request, ApiKeyToken key) {
        var headers = new Metadata();
        headers.put(Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER), key.reveal());
        return ServingServiceGrpc.newBlockingStub(client.channel())
                .withDeadlineAfter(Await.TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .getOnlineFeatures(
                        request.putEntities(
                                        "airport",
                                        RepeatedValue.newBuilder()
                                                .addVal(Value.newBuilder().setStringVal("JFK"))
                                                .build())
                                .build());
    }

    private static GetOnlineFeaturesRequest.Builder asking(String name) {
        return GetOnlineFeaturesRequest.newBuilder()
                .setFeatures(FeatureList.newBuilder().addVal(name));
    }

    private static GetOnlineFeaturesRequest.Builder askingService(String name) {
        return GetOnlineFeaturesRequest.newBuilder().setFeatureService(name);
    }

    private Status refusal(GetOnlineFeaturesRequest.Builder request, ApiKeyToken key) {
        StatusRuntimeException refused =
                catchThrowableOfType(StatusRuntimeException.class, () -> ask(request, key));
        assertThat(refused).as("refused").isNotNull();
        return refused.getStatus();
    }

    /// A refusal without the name that it is about.
    private static String nameless(HttpResponse<String> response, String name) {
        JsonNode problem = json(response);
        return response.statusCode()
                + " "
                + problem.path("code").asText()
                + " "
                + problem.path("detail").asText().replace("'" + name + "'", "it")
                + problem.path("title").asText()
                + problem.path("remedy").asText();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flights@2:delay",
                "flights:delay",
                "flights@latest:delay",
                "flights@v2:delay",
                "gusts:gust",
                "gusts@1:gust"
            })
    void read_viewThatIsGranted_isAnsweredInEachForm(String name) {
        assertThat(post(READ, named(name), BOARD).statusCode()).isEqualTo(200);
        assertThat(post(FEAST, named(name), BOARD).statusCode()).isEqualTo(200);
        assertThat(ask(asking(name), BOARD).getResultsCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flights@1:delay",
                "flights@v1:delay",
                "weather:wind",
                "weather@1:wind",
                "weather@latest:wind",
                "weather:nothing",
                "weathers:wind",
                "weather@7:wind"
            })
    void read_anyOtherView_isForbiddenInEachForm(String name) {
        String view = name.substring(0, name.indexOf(':'));
        // Which another caller may have requested before.
        var _ = post(READ, named(name), ALL);
        for (String path : List.of(READ, FEAST)) {
            assertThat(nameless(post(path, named(name), BOARD), view))
                    .isEqualTo(nameless(post(path, named("nothing:at_all"), BOARD), "nothing"))
                    .startsWith("403 forbidden features of view it are not for this caller");
            assertThat(post(path, named("flights:delay", name), BOARD).statusCode()).isEqualTo(403);
            assertThat(post(path, named(name, "flights:nothing"), BOARD).statusCode())
                    .isEqualTo(403);
        }
        assertThat(refusal(asking(name), BOARD).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    @Test
    void read_withoutAVersion_isRefusedWhileItMeansOneThatIsNotGranted() {
        String wanted = named("flights:delay");
        assertThat(post(READ, wanted, BOARD).statusCode()).isEqualTo(200);
        FEATURES.fill(ViewReference.of("flights", 1));
        assertThat(post(READ, wanted, BOARD).statusCode()).isEqualTo(403);
        assertThat(post(FEAST, wanted, BOARD).statusCode()).isEqualTo(403);
        assertThat(refusal(asking("flights@latest:delay"), BOARD).getCode())
                .isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(post(READ, wanted, BOTH).body()).contains("flights@1:delay");
        FEATURES.fill(ViewReference.of("flights", 1), ViewReference.of("flights", 2));
        assertThat(post(READ, wanted, BOARD).statusCode()).isEqualTo(200);
    }

    @Test
    void read_featureThatAGrantedViewHasNot_isNotFoundAndNothingElseIsTold() {
        for (String name : List.of("flights:dela", "flights@2:dela")) {
            HttpResponse<String> response = post(READ, named(name), BOARD);
            assertThat(json(response).path("code").asText()).isEqualTo("feature-not-found");
            assertThat(response.body()).doesNotContain("did you mean");
            assertThat(post(READ, named(name), ALL).body()).contains("did you mean 'delay'");
        }
        assertThat(json(post(READ, named("flights@7:delay"), BOTH)).path("code").asText())
                .isEqualTo("feature-not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"board", "board@1", "board@v1", "board@latest"})
    void read_serviceThatIsGranted_needsNoGrantOfItsViews(String service) {
        assertThat(post(READ, ofService("service", service), BOARD).body()).contains("lateness");
        assertThat(post(FEAST, ofService("feature_service", service), BOARD).body())
                .contains("wind");
        assertThat(ask(askingService(service), BOARD).getResultsCount()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"board", "board@1", "tiny", "tiny@1", "nothing", "no name"})
    void read_serviceOrModelThatIsNeitherGrantedNorCalled_isForbidden(String name) {
        assertForbidden(name, MODEL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fake", "fake@3", "nothing"})
    void read_modelOfAConsumerWithFeaturesAlone_isForbidden(String name) {
        assertForbidden(name, BOARD);
    }

    @Test
    void read_versionThatAGrantedServiceHasNot_isNotFound() {
        assertThat(post(READ, ofService("service", "board@2"), BOARD).statusCode()).isEqualTo(404);
    }

    private void assertForbidden(String service, ApiKeyToken key) {
        for (String member : List.of("service", "feature_service")) {
            String path = member.equals("service") ? READ : FEAST;
            assertThat(nameless(post(path, ofService(member, service), key), service))
                    .isEqualTo(nameless(post(path, ofService(member, "none"), key), "none"))
                    .startsWith("403 forbidden features by it are not for this caller");
        }
        assertThat(refusal(askingService(service), key).getCode())
                .isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    @Test
    void read_byAModelThatMayBeCalled_isAnswered() {
        for (ApiKeyToken key : List.of(MODEL, BOTH)) {
            assertThat(post(READ, ofService("service", "fake"), key).statusCode()).isEqualTo(200);
            assertThat(ask(askingService("fake@3"), key).getResultsCount()).isEqualTo(2);
        }
        HttpResponse<String> readsNone = post(READ, ofService("service", "fake@1"), MODEL);
        assertThat(readsNone.statusCode()).isEqualTo(404);
        assertThat(readsNone.body()).doesNotContain("did you mean", "board", "GET /v1");
        assertThat(post(READ, ofService("service", "fake"), BOARD).statusCode()).isEqualTo(403);
    }

    @Test
    void model_ofAConsumerWithFeaturesAlone_mayNotBeCalled() {
        String record = "{\"x\":[1,2,3]}";
        assertThat(post("/v1/models/fake@1:predict", record, BOARD).statusCode()).isEqualTo(403);
        assertThat(get("/v2/models/fake", BOARD).statusCode()).isEqualTo(403);
        assertThat(get("/v2/models/fake", BOTH).statusCode()).isEqualTo(200);
    }

    private static Stream<String> texts(JsonNode list, String pointer) {
        return list.at(pointer).valueStream().map(each -> each.path("name").asText());
    }

    @Test
    void list_hasWhatIsGranted() {
        HttpResponse<String> response = get("/v1/features", BOARD);
        JsonNode list = json(response);
        assertThat(texts(list, "/views")).containsExactly("flights", "gusts");
        assertThat(list.at("/views/0/version").asInt()).isEqualTo(2);
        assertThat(list.at("/views/1/reads").isEmpty()).as("of a view not granted").isTrue();
        assertThat(texts(list, "/services")).containsExactly("board");
        assertThat(texts(list, "/entities")).containsExactly("airport");
        JsonNode ofBoth = json(get("/v1/features", BOTH));
        assertThat(texts(ofBoth, "/views")).containsExactly("flights", "flights");
        assertThat(ofBoth.at("/services").isEmpty()).isTrue();
        JsonNode all = json(get("/v1/features", ALL));
        assertThat(all.at("/views").size()).isEqualTo(4);
        assertThat(all.at("/views/3/reads/0").asText()).isEqualTo("weather@1");
    }

    @Test
    void list_ofAConsumerWithModelsAlone_isForbidden() {
        assertThat(get("/v1/features", MODEL).statusCode()).isEqualTo(403);
    }

    private int statistics(String view, ApiKeyToken key) {
        return get("/v1/features/" + view + "/statistics", key).statusCode();
    }

    @Test
    void statistics_areThoseOfGrantedViews() {
        assertThat(statistics("flights", BOARD)).isEqualTo(200);
        assertThat(statistics("flights@2", BOARD)).isEqualTo(200);
        assertThat(statistics("flights@1", BOTH)).isEqualTo(200);
        for (String view : List.of("flights@1", "weather", "weather@1", "weathers", "weather@9")) {
            HttpResponse<String> refused = get("/v1/features/" + view + "/statistics", BOARD);
            assertThat(nameless(refused, view))
                    .startsWith("403 forbidden features of view it are not for this caller");
        }
        HttpResponse<String> none = get("/v1/features/flights@9/statistics", BOTH);
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(none.body()).doesNotContain("weather");
        assertThat(statistics("flights", MODEL)).isEqualTo(403);
        assertThat(statistics("weather", ALL)).isEqualTo(200);
    }

    @Test
    void changes_areForConsumersWithoutPermissionsAlone() {
        for (ApiKeyToken key : List.of(BOARD, BOTH)) {
            assertThat(post("/v1/features/flights_table:push", "{\"events\":[]}", key).statusCode())
                    .isEqualTo(403);
            assertThat(post("/v1/features:materialize", "{}", key).statusCode()).isEqualTo(403);
            assertThat(get("/v1/features:materialize", key).statusCode()).isEqualTo(403);
            assertThat(post("/push", "{}", key).statusCode()).isEqualTo(403);
            assertThat(post("/materialize", "{}", key).statusCode()).isEqualTo(403);
        }
        assertThat(post("/v1/features:materialize", "{}", ALL).statusCode()).isNotEqualTo(403);
    }

    @Test
    void refusals_areCountedWithTheirConsumer() {
        double before = refusals();
        assertThat(post(READ, named("weather:wind"), BOARD).statusCode()).isEqualTo(403);
        assertThat(refusals()).isEqualTo(before + 1);
    }

    private double refusals() {
        String name =
                "berth_auth_denied_total{consumer=\"board\",reason=\"features-not-allowed\"} ";
        return get("/metrics", ALL)
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .sum();
    }

    @Test
    void berthYaml_withAnotherGrant_isFollowed() {
        assertThat(post(READ, named("weather:wind"), BOARD).statusCode()).isEqualTo(403);
        Consumers.write(directory, YAML.replace("[\"flights@2\", board, gusts]", "[weather]"));
        Await.until(() -> post(READ, named("weather:wind"), BOARD).statusCode() == 200);
        assertThat(post(READ, named("flights:delay"), BOARD).statusCode()).isEqualTo(403);
        Consumers.write(directory, YAML);
        Await.until(() -> post(READ, named("flights:delay"), BOARD).statusCode() == 200);
    }
}
