package dev.berth.server;

import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.proto.ModelStatisticsRequest;
import dev.berth.proto.ModelStatisticsResponse;
import dev.berth.proto.RepositoryModelUnloadRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Endpoints over HTTP: the typed API, the Open Inference Protocol, and their metadata.
final class EndpointsServedTest {
    private static final String PREDICT = "/v1/endpoints/guarded:predict";

    @TempDir private Path directory;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("endpoints"));
        Files.writeString(
                folder.resolve("guarded.yaml"),
                """
                summary: Multiples of three numbers, within bounds
                steps:
                  twice: {model: fake, inputs: {x: input.lengths}}
                outputs: {lengths: twice.y, sum: "twice.y[0] + twice.y[1] + twice.y[2]"}
                guards:
                  negative: {on: input, when: "input.lengths.exists(l, l < 0.0)", reject: lengths are not negative}
                  huge: {on: output, clamp: {lengths: {max: 100}}}
                """);
        Files.writeString(folder.resolve("faulty.yaml"), "summary: x\nsteps: {a: {model: none}}\n");
        Files.writeString(
                folder.resolve("outer.yaml"),
                """
                summary: Asks an endpoint
                steps: {inner: {endpoint: guarded}}
                outputs: {sum: inner.sum}
                """);
        server = TestServer.start(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void typed_oneRecord_isAnsweredWithTheFieldsOfTheFile() {
        HttpResponse<String> response = server.post(PREDICT, "{\"lengths\":[1,2,3]}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(json(response).path("lengths").toString()).isEqualTo("[2.0,4.0,6.0]");
        assertThat(json(response).path("sum").asDouble()).isEqualTo(12);
        assertThat(response.headers().firstValue("berth-endpoint-version")).isPresent();
        assertThat(response.headers().firstValue("berth-annotations")).isEmpty();
    }

    @Test
    void statistics_ofAnEndpoint_areThoseOfItsRequests() {
        Instant begin = Instant.now();
        String infer =
                "{\"inputs\":[{\"name\":\"lengths\",\"shape\":[2,3],\"datatype\":\"FP32\","
                        + "\"data\":[1,2,3,%s,5,6]}]}";
        assertThat(server.post("/v2/models/guarded/infer", infer.formatted("4")).statusCode())
                .isEqualTo(200);
        assertThat(server.post(PREDICT, "{\"lengths\":[1,2,3]}").statusCode()).isEqualTo(200);
        assertThat(server.post("/v2/models/guarded/infer", infer.formatted("-4")).statusCode())
                .isEqualTo(422);
        JsonNode all = json(server.get("/v2/models/guarded/stats")).path("model_stats");
        assertThat(all).hasSize(1);
        JsonNode found = all.path(0);
        assertThat(found.path("name").asText()).isEqualTo("guarded");
        assertThat(found.path("version").asText())
                .isEqualTo(json(server.get("/v1/endpoints/guarded")).path("version").asText());
        assertThat(found.path("inference_count").asLong())
                .as("a record each of the typed request's, two of the other")
                .isEqualTo(3);
        assertThat(found.path("execution_count").asLong()).isEqualTo(2);
        JsonNode times = found.path("inference_stats");
        assertThat(times.at("/success/count").asLong()).isEqualTo(2);
        assertThat(times.at("/success/ns").asLong()).isPositive();
        assertThat(times.at("/fail/count").asLong()).isEqualTo(1);
        assertThat(found.path("last_inference").asLong())
                .isBetween(begin.toEpochMilli(), Instant.now().toEpochMilli());
        JsonNode outer = json(server.get("/v2/models/stats")).path("model_stats");
        assertThat(outer)
                .extracting(model -> model.path("name").asText())
                .containsOnlyOnce("guarded", "outer", "tiny");
        assertThat(server.get("/v2/models/guarded/versions/no/stats").statusCode()).isEqualTo(404);
    }

    @Test
    void loadAndUnload_ofAnEndpoint_sayWhatTheyCannotDo() {
        for (String change : List.of("load", "unload")) {
            HttpResponse<String> response =
                    server.post("/v2/repository/models/guarded/" + change, "");
            assertThat(response.statusCode()).isEqualTo(501);
            assertThat(json(response).path("error").asText())
                    .startsWith("unimplemented: cannot " + change + " 'guarded': it is an endpoint")
                    .endsWith(change + " what it calls: fake");
        }
        try (GrpcClient client = GrpcClient.of(server)) {
            assertThatThrownBy(
                            () ->
                                    client.stub()
                                            .repositoryModelUnload(
                                                    RepositoryModelUnloadRequest.newBuilder()
                                                            .setModelName("outer")
                                                            .build()))
                    .hasMessageStartingWith("UNIMPLEMENTED: unimplemented: cannot unload 'outer'")
                    .hasMessageEndingWith("endpoint guarded");
            ModelStatisticsResponse statistics =
                    client.stub()
                            .modelStatistics(
                                    ModelStatisticsRequest.newBuilder().setName("outer").build());
            assertThat(statistics.getModelStats(0).getName()).isEqualTo("outer");
        }
    }

    @Test
    void typed_severalRecords_areAnsweredInOrder() {
        HttpResponse<String> response =
                server.post(PREDICT, "{\"records\":[{\"lengths\":[1,2,3]},{\"lengths\":[3,2,1]}]}");
        JsonNode records = json(response).path("records");
        assertThat(records).hasSize(2);
        assertThat(records.path(1).path("lengths").toString()).isEqualTo("[6.0,4.0,2.0]");
    }

    @Test
    void typed_inPart_tellsEachRecordsProblem_andAnswersTheOthers() {
        HttpResponse<String> response =
                server.post(
                        PREDICT + "?partial=true",
                        "{\"records\":[{\"lengths\":[1,2,3]},{\"lengths\":[1,2]},"
                                + "{\"lengths\":[1,-2,3]},{\"lengths\":[1,2,300]}]}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode records = json(response).path("records");
        assertThat(records).hasSize(4);
        assertThat(records.path(0).path("lengths").toString()).isEqualTo("[2.0,4.0,6.0]");
        assertThat(records.path(1).isNull()).isTrue();
        assertThat(records.path(2).isNull()).isTrue();
        assertThat(records.path(3).path("lengths").toString()).isEqualTo("[2.0,4.0,100.0]");
        JsonNode problems = json(response).path("problems");
        assertThat(problems).hasSize(2);
        assertThat(problems.path(0).path("record").asInt()).isEqualTo(1);
        JsonNode shape = problems.path(0).path("problem");
        assertThat(shape.path("code").asText()).isEqualTo("record-invalid");
        assertThat(shape.path("errors").path(0).path("path").asText())
                .isEqualTo("$.records[1].lengths");
        assertThat(problems.path(1).path("problem").path("code").asText())
                .isEqualTo("guard-rejected");
        assertThat(response.headers().firstValue("berth-annotations")).hasValue("guard:huge");
    }

    @Test
    void typed_inPart_ofAModelAndOfNothing_isAnswered() {
        JsonNode ofModel =
                json(
                        server.post(
                                "/v1/models/fake:predict?partial=true",
                                "{\"records\":[{\"x\":[1,2,3]},{\"x\":\"no\"}]}"));
        assertThat(ofModel.path("records").path(0).path("y").toString()).isEqualTo("[2.0,4.0,6.0]");
        assertThat(ofModel.path("problems")).hasSize(1);
        assertThat(server.post(PREDICT + "?partial=true", "{\"records\":[]}").body())
                .isEqualTo("{\"records\":[],\"problems\":[]}");
        assertThat(
                        server.post(PREDICT + "?partial=true", "{\"records\":[{\"lengths\":[1]}]}")
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void typed_inPart_withAnErrorOfTheWhole_isRefused() {
        assertThat(
                        json(server.post(PREDICT + "?partial=true", "{\"lengths\":[1,2,3]}"))
                                .path("code"))
                .hasToString("\"parameter-invalid\"");
        assertThat(json(server.post(PREDICT + "?partial=yes", "{\"records\":[]}")).path("code"))
                .hasToString("\"parameter-invalid\"");
        assertThat(
                        json(server.post(
                                        PREDICT + "?partial=true",
                                        "{\"records\":[{\"lengths\":[1,2,3]}],\"more\":1}"))
                                .path("code"))
                .hasToString("\"record-invalid\"");
        assertThat(
                        json(server.post(
                                        PREDICT + "?partial=true",
                                        "{\"records\":[{\"lengths\":[1,2,3]},"))
                                .path("code"))
                .hasToString("\"request-malformed\"");
    }

    @Test
    void typed_aGuardThatRejects_isTheCallersError() {
        HttpResponse<String> response = server.post(PREDICT, "{\"lengths\":[1,-2,3]}");
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(json(response).path("code").asText()).isEqualTo("guard-rejected");
        assertThat(json(response).path("detail").asText())
                .contains("lengths are not negative", "guard 'negative'");
        assertThat(server.get("/metrics").body())
                .contains(
                        "berth_guard_activations_total{endpoint=\"guarded\",guard=\"negative\"} 1.0");
    }

    @Test
    void typed_aGuardThatClamps_isToldInTheAnswer() {
        HttpResponse<String> response = server.post(PREDICT, "{\"lengths\":[1,2,300]}");
        assertThat(json(response).path("lengths").toString()).isEqualTo("[2.0,4.0,100.0]");
        assertThat(response.headers().firstValue("berth-annotations")).hasValue("guard:huge");
    }

    @Test
    void typed_aFieldOfTheWrongShape_isRefusedBeforeAnythingRuns() {
        HttpResponse<String> response = server.post(PREDICT, "{\"lengths\":[1,2]}");
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(json(response).path("errors").path(0).path("path").asText())
                .isEqualTo("$.lengths");
    }

    @Test
    void protocol_underItsName_takesTensorsOfSeveralRecords() {
        HttpResponse<String> response =
                server.post(
                        "/v2/models/guarded/infer",
                        "{\"inputs\":[{\"name\":\"lengths\",\"shape\":[2,3],\"datatype\":\"FP32\","
                                + "\"data\":[1,2,3,3,2,1]}]}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode lengths = json(response).path("outputs").path(0);
        assertThat(lengths.path("name").asText()).isEqualTo("lengths");
        assertThat(lengths.path("shape").toString()).isEqualTo("[2,3]");
        assertThat(lengths.path("data").toString()).isEqualTo("[2.0,4.0,6.0,6.0,4.0,2.0]");
    }

    @Test
    void protocol_metadataReadinessAndIndex_tellOfEndpoints() {
        JsonNode metadata = json(server.get("/v2/models/guarded"));
        assertThat(metadata.path("platform").asText()).isEqualTo("berth_endpoint");
        assertThat(metadata.path("inputs").path(0).path("shape").toString()).isEqualTo("[-1,3]");
        assertThat(server.get("/v2/models/guarded/ready").statusCode()).isEqualTo(200);
        assertThat(server.get("/v2/models/faulty/ready").statusCode()).isEqualTo(503);
        assertThat(server.post("/v2/repository/index", "{}").body())
                .contains("\"name\":\"guarded\"", "no model 'none'");
    }

    @Test
    void endpoints_listed_showWhatIsBroken() {
        JsonNode listed = json(server.get("/v1/endpoints")).path("endpoints");
        assertThat(listed).hasSize(3);
        assertThat(listed.path(0).path("name").asText()).isEqualTo("faulty");
        assertThat(listed.path(0).path("ready").asBoolean()).isFalse();
        assertThat(listed.path(0).path("errors").path(0).asText())
                .contains("faulty.yaml:2", "no model 'none'");
        assertThat(json(server.get("/v1/endpoints/guarded")).path("ready").asBoolean()).isTrue();
        assertThat(server.get("/v1/endpoints/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void aFileWithTheNameOfAModel_doesNotHideTheModel() throws IOException {
        Files.writeString(
                directory.resolve("endpoints/fake.yaml"),
                "summary: x\nsteps: {a: {model: tiny}}\n");
        server.server().serving().refresh().join();
        assertThat(server.get("/v1/endpoints/fake").body()).contains("the name of the model");
        assertThat(server.post("/v2/models/fake/infer", TestServer.infer(1, 2, 3)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void failedRecord_fallsBack_andCountsForWhatIsPromised() throws IOException {
        Files.writeString(
                directory.resolve("endpoints/careful.yaml"),
                """
                summary: Multiples, or what was sent
                steps: {it: {model: fake}}
                guards:
                  large: {on: output, when: "output.y[0] > 100.0", fallback: too large}
                fallback:
                  same: {respond: {y: input.x}}
                slo: {availability: 0.999, latency: {threshold: 250ms, target-ratio: 0.95}, window: 7d}
                """);
        server.server().serving().refresh().join();
        assertThat(json(server.get("/v1/endpoints/careful")).path("slo").toString())
                .contains("\"availability\":0.999", "\"threshold\":\"250ms\"", "\"window\":\"7d\"");
        HttpResponse<String> response =
                server.post("/v1/endpoints/careful:predict", "{\"x\":[70,2,3]}");
        assertThat(json(response).path("y").toString()).isEqualTo("[70.0,2.0,3.0]");
        assertThat(response.headers().firstValue("berth-annotations")).contains("fallback:same");
        assertThat(server.get("/metrics").body())
                .contains(
                        "berth_fallback_records_total{endpoint=\"careful\",fallback=\"same\"} 1.0",
                        "berth_slo_records_total{endpoint=\"careful\",objective=\"availability\",result=\"good\"} 1.0",
                        "berth_slo_target_ratio{endpoint=\"careful\",objective=\"latency\"} 0.95");
    }

    @Test
    void broken_asked_isNotReady() {
        HttpResponse<String> response = server.post("/v1/endpoints/faulty:predict", "{}");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(json(response).path("code").asText()).isEqualTo("endpoint-not-ready");
    }

    @Test
    void unknown_asked_isNotFound() {
        HttpResponse<String> response = server.post("/v1/endpoints/guardd:predict", "{}");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(json(response).path("detail").asText()).contains("did you mean 'guarded'?");
    }

    @Test
    void openApi_hasItsOwnPathAndTypes() {
        JsonNode document = json(server.get("/openapi.json"));
        assertThat(document.path("paths").has("/v1/endpoints/guarded:predict")).isTrue();
        assertThat(document.path("paths").has("/v1/endpoints/faulty:predict")).isFalse();
        assertThat(
                        document.path("components")
                                .path("schemas")
                                .path("guarded.Output")
                                .path("properties")
                                .fieldNames())
                .toIterable()
                .containsExactly("lengths", "sum");
    }

    @Test
    void nested_anEndpointThatIsAsked_bringsItsGuardsAndAnnotations() {
        HttpResponse<String> answered =
                server.post("/v1/endpoints/outer:predict", "{\"lengths\":[1,2,300]}");
        assertThat(answered.headers().firstValue("berth-annotations")).hasValue("guard:huge");
        HttpResponse<String> refused =
                server.post("/v1/endpoints/outer:predict", "{\"lengths\":[-1,2,3]}");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(json(refused).path("detail").asText()).startsWith("step 'inner': lengths are");
    }

    @Test
    void failure_ofAModel_namesTheStep() {
        server.fake().failNextRun(Problem.of(ProblemCode.INFERENCE_FAILED, "it broke", "mend it"));
        HttpResponse<String> response = server.post(PREDICT, "{\"lengths\":[1,2,3]}");
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(json(response).path("detail").asText()).startsWith("step 'twice': ");
    }
}
