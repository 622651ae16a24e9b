package dev.berth.server;

import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.berth.proto.GRPCInferenceServiceGrpc;
import dev.berth.proto.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.berth.proto.ModelRepositoryParameter;
import dev.berth.proto.RepositoryModelLoadRequest;
import dev.berth.proto.RepositoryModelUnloadRequest;
import dev.berth.testkit.onnx.OnnxElementType;
import dev.berth.testkit.onnx.OnnxGraph;
import dev.berth.testkit.onnx.OnnxModelFile;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.onnx.OnnxNode;
import dev.berth.testkit.onnx.OnnxTensor;
import dev.berth.testkit.onnx.OnnxType;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Loading a model with `config` and files, over HTTP and gRPC. The directory's `scaled@1` doubles.
class ModelOverrideTest {
    private static final String ONNX = "{\"backend\":\"onnxruntime\"}";
    private static final String PACKAGE =
            """
            summary: Scales a number
            artifacts: {model: model.onnx}
            signature:
              batch: batch
              inputs:
                - {name: x, type: float32, shape: [batch, 1], meaning: a number, example: [1]}
              outputs:
                - {name: y, type: float32, shape: [batch, 1], meaning: its multiple}
            """;

    @TempDir Path directory;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        writeScaled(2);
        server = TestServer.start(directory);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        assertThat(sentFiles()).isEmpty();
    }

    private void writeScaled(float factor) throws IOException {
        TestServer.write(directory, "scaled", "1", "model.onnx", OnnxModels.scale(factor), PACKAGE);
    }

    private List<Path> sentFiles() throws IOException {
        Path folder = directory.resolve("cache/overrides");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static String base64(byte[] content) {
        return Base64.getEncoder().encodeToString(content);
    }

    private HttpResponse<String> load(String model, Map<String, ?> parameters) {
        ObjectNode body = TestServer.JSON.createObjectNode();
        body.set("parameters", TestServer.JSON.valueToTree(parameters));
        return server.post("/v2/repository/models/" + model + "/load", body.toString());
    }

    private HttpResponse<String> send(String model, String version, float factor) {
        return load(
                model,
                Map.of(
                        "config",
                        ONNX,
                        "file:" + version + "/model.onnx",
                        base64(OnnxModels.scale(factor))));
    }

    /// What the model makes of 1, with the version that did.
    private String answer(String model) {
        var answer =
                json(
                        server.post(
                                "/v2/models/" + model + "/infer",
                                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,1],\"datatype\":\"FP32\",\"data\":[1]}]}"));
        return answer.path("model_version").asText()
                + ": "
                + answer.at("/outputs/0/data/0").asText();
    }

    private int batchSizeMax() {
        return json(server.get("/v2/models/scaled/config")).path("max_batch_size").asInt();
    }

    private static void assertRefused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(json(response).path("error").asText()).startsWith(code + ": ");
    }

    @Test
    void load_filesOfAModelThatIsNotInTheDirectory_serveUntilUnloaded() throws IOException {
        assertThat(send("sent", "1", 5).statusCode()).isEqualTo(200);

        assertThat(answer("sent")).isEqualTo("1: 5.0");
        assertThat(sentFiles()).isNotEmpty();
        assertThat(server.post("/v2/repository/models/sent/load", "").statusCode()).isEqualTo(404);
        assertThat(answer("sent")).isEqualTo("1: 5.0");
        assertThat(server.post("/v2/repository/models/sent/unload", "").statusCode())
                .isEqualTo(200);
        assertThat(server.get("/v2/models/sent").statusCode()).isEqualTo(404);
        assertThat(sentFiles()).isEmpty();
    }

    @Test
    void load_files_replaceTheDirectoryUntilAPlainLoad() throws IOException {
        assertThat(send("scaled", "3", 5).statusCode()).isEqualTo(200);

        assertThat(answer("scaled")).isEqualTo("3: 5.0");
        assertThat(server.get("/v2/models/scaled/versions/1/ready").statusCode()).isEqualTo(404);
        assertThat(server.post("/v2/repository/models/scaled/load", "").statusCode())
                .isEqualTo(200);
        assertThat(answer("scaled")).isEqualTo("1: 2.0");
        assertThat(server.get("/v2/models/scaled/versions/3/ready").statusCode()).isEqualTo(404);
        assertThat(sentFiles()).isEmpty();
    }

    @Test
    void load_files_outlastChangesOfTheDirectory() throws IOException {
        assertThat(send("scaled", "3", 5).statusCode()).isEqualTo(200);

        writeScaled(7);
        server.server().serving().refresh().join();

        assertThat(answer("scaled")).isEqualTo("3: 5.0");
        assertThat(server.post("/v2/repository/models/scaled/load", "{}").statusCode())
                .isEqualTo(200);
        assertThat(answer("scaled")).isEqualTo("1: 7.0");
    }

    @Test
    void load_plainWhileTheDirectoryIsBroken_leavesWhatWasSent() throws IOException {
        assertThat(send("scaled", "3", 5).statusCode()).isEqualTo(200);
        Files.writeString(directory.resolve("models/scaled/1/model.onnx"), "no model");

        assertRefused(server.post("/v2/repository/models/scaled/load", ""), 503, "model-not-ready");

        assertThat(answer("scaled")).isEqualTo("3: 5.0");
    }

    @Test
    void load_filesAgain_replaceThoseBefore() throws IOException {
        assertThat(send("scaled", "1", 5).statusCode()).isEqualTo(200);
        assertThat(send("scaled", "1", 6).statusCode()).isEqualTo(200);

        assertThat(answer("scaled")).isEqualTo("1: 6.0");
        assertThat(sentFiles()).hasSize(2);
    }

    @Test
    void unload_ofWhatWasSent_staysUnloadedUntilTheDirectoryIsLoaded() throws IOException {
        assertThat(send("scaled", "3", 5).statusCode()).isEqualTo(200);

        assertThat(server.post("/v2/repository/models/scaled/unload", "").statusCode())
                .isEqualTo(200);

        assertThat(sentFiles()).isEmpty();
        assertThat(server.get("/v2/models/scaled/ready").statusCode()).isEqualTo(503);
        assertThat(server.post("/v2/repository/models/scaled/load", "").statusCode())
                .isEqualTo(200);
        assertThat(answer("scaled")).isEqualTo("1: 2.0");
    }

    @Test
    void load_configAlone_changesHowTheDirectoryIsServed() throws IOException {
        String config =
                """
                {"name": "scaled", "platform": "onnxruntime_onnx", "maxBatchSize": 4,
                 "dynamic_batching": {"max_queue_delay_microseconds": "500", "preferred_batch_size": [4]},
                 "instance_group": [{"count": 2, "kind": "KIND_CPU"}],
                 "input": [{"name": "x", "data_type": "TYPE_FP32", "dims": ["1"]}],
                 "output": [{"name": "y", "data_type": "TYPE_FP32", "dims": [-1]}],
                 "optimization": {"priority": "PRIORITY_MAX"}, "response_cache": {"enable": false}}
                """;

        assertThat(load("scaled", Map.of("config", config)).body()).isEqualTo("{}");

        assertThat(batchSizeMax()).isEqualTo(4);
        assertThat(
                        json(server.get("/v2/models/scaled/config"))
                                .at("/dynamic_batching/max_queue_delay_microseconds")
                                .asInt())
                .isEqualTo(500);
        writeScaled(7);
        server.server().serving().refresh().join();
        assertThat(answer("scaled")).isEqualTo("1: 7.0");
        assertThat(batchSizeMax()).isEqualTo(4);
        assertThat(server.post("/v2/repository/models/scaled/load", "").statusCode())
                .isEqualTo(200);
        assertThat(batchSizeMax()).isEqualTo(8);
    }

    @Test
    void load_configThatADirectoryOutgrows_servesWhatItHas() throws IOException {
        String config = "{\"input\":[{\"name\":\"x\",\"data_type\":\"TYPE_FP32\",\"dims\":[1]}]}";
        assertThat(load("scaled", Map.of("config", config)).statusCode()).isEqualTo(200);

        TestServer.write(
                directory,
                "scaled",
                "1",
                "model.onnx",
                OnnxModels.identity(OnnxElementType.INT64, "batch", 1),
                PACKAGE.replace("float32", "int64"));
        server.server().serving().refresh().join();

        assertThat(answer("scaled")).isEqualTo("1: 2.0");
        assertThat(server.post("/v2/repository/index", "").body())
                .contains("serves the package as it was before", "INT64");
    }

    @Test
    void load_batchSizeZero_takesRequestsWhole() {
        assertThat(load("scaled", Map.of("config", "{\"max_batch_size\":0}")).statusCode())
                .isEqualTo(200);

        assertThat(batchSizeMax()).isZero();
        assertThat(json(server.get("/v2/models/scaled/config")).at("/input/0/dims").toString())
                .isEqualTo("[-1,1]");
        assertThat(answer("scaled")).isEqualTo("1: 2.0");
    }

    @Test
    void load_versionPolicy_choosesAmongTheFiles() {
        Map<String, String> parameters =
                Map.of(
                        "config",
                        "{\"version_policy\":{\"latest\":{\"num_versions\":2}},\"default_model_filename\":\"net.bin\"}",
                        "file:1/net.bin",
                        base64(OnnxModels.scale(3)),
                        "file:2/net.bin",
                        base64(OnnxModels.scale(4)),
                        "file:10/net.bin",
                        base64(OnnxModels.scale(5)));

        assertThat(load("sent", parameters).body()).isEqualTo("{}");

        assertThat(json(server.get("/v2/models/sent")).path("versions").toString())
                .isEqualTo("[\"2\",\"10\"]");
        assertThat(answer("sent")).isEqualTo("10: 5.0");
    }

    @Test
    void load_externalWeights_areFoundBesideTheModel(@TempDir Path elsewhere) throws IOException {
        byte[] model = Files.readAllBytes(OnnxModels.externalData(elsewhere));
        Map<String, String> parameters =
                Map.of(
                        "config",
                        ONNX,
                        "file:1/model.onnx",
                        base64(model),
                        "file:1/weights.bin",
                        base64(Files.readAllBytes(elsewhere.resolve("weights.bin"))));

        assertThat(load("sent", parameters).body()).isEqualTo("{}");
        assertRefused(
                load("other", Map.of("config", ONNX, "file:1/model.onnx", base64(model))),
                400,
                "parameter-invalid");
    }

    @Test
    void load_weightsOutsideTheFolder_areRefused() throws IOException {
        Path cache = Files.createDirectories(directory.resolve("cache"));
        Path secret = Files.write(cache.resolve("secret.bin"), new byte[8]);
        for (String path : List.of(secret.toString(), "../../../../../secret.bin")) {
            var graph =
                    OnnxGraph.named("outside")
                            .input("x", OnnxType.tensor(OnnxElementType.FLOAT, "batch", 2))
                            .output("y", OnnxType.tensor(OnnxElementType.FLOAT, "batch", 2))
                            .initializer(
                                    "w",
                                    OnnxTensor.external(
                                            OnnxElementType.FLOAT, List.of(2L), path, 0))
                            .node(OnnxNode.of("Mul", List.of("x", "w"), List.of("y")));
            byte[] model = OnnxModelFile.of(graph).toByteArray();

            assertRefused(
                    load("sent", Map.of("config", ONNX, "file:1/model.onnx", base64(model))),
                    400,
                    "parameter-invalid");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"name\":\"other\"}|400|'other' (expected: 'scaled')",
                "{\"backend\":\"tensorflow\"}|400|'tensorflow' (expected: 'onnxruntime')",
                "{\"platform\":\"tensorrt_plan\"}|400|'onnxruntime_onnx'",
                "{\"max_batch_size\":-1}|400|from 0 to 65536",
                "{\"instance_group\":[{\"count\":1,\"kind\":\"KIND_GPU\"}]}|400|KIND_CPU",
                "{\"sequence_batching\":{}}|400|$.sequence_batching: not offered here",
                "{\"response_cache\":{\"enable\":true}}|400|$.response_cache",
                "{\"version_policy\":{\"specific\":{\"versions\":[9]}}}|400|[1]",
                "{\"version_policy\":{\"newest\":{}}}|400|latest, all, specific",
                "{\"input\":[{\"name\":\"x\"}]}|400|no 'data_type'",
                "{\"input\":[{\"name\":\"z\",\"data_type\":\"TYPE_FP32\",\"dims\":[1]}]}|422|one of [x]",
                "{\"input\":[{\"name\":\"x\",\"data_type\":\"TYPE_INT64\",\"dims\":[1]}]}|422|FP32 [1]",
                "{\"output\":[{\"name\":\"y\",\"data_type\":\"TYPE_FP32\",\"dims\":[2]}]}|422|FP32 [2]",
                "{\"name\":|400|is not JSON",
                "[]|400|an object"
            })
    void load_configThatCannotBe_isRefusedAndChangesNothing(
            String config, int status, String told) {
        HttpResponse<String> response = load("scaled", Map.of("config", config));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(json(response).path("error").asText()).contains(told);
        assertThat(answer("scaled")).isEqualTo("1: 2.0");
        assertThat(batchSizeMax()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({
        "file:../model.onnx",
        "file:1/../../model.onnx",
        "file:../../root/.bashrc",
        "file:1/.hidden",
        "file:/etc/passwd",
        "file:1",
        "file:1/a/b.onnx",
        "file:1/model.yaml"
    })
    void load_fileInAnotherPlace_isRefused(String parameter) throws IOException {
        assertRefused(
                load("scaled", Map.of("config", ONNX, parameter, base64(OnnxModels.scale(5)))),
                400,
                "parameter-invalid");
        assertThat(sentFiles()).isEmpty();
        assertThat(answer("scaled")).isEqualTo("1: 2.0");
    }

    @Test
    void load_filesThatCannotBe_areRefusedAndChangeNothing() throws IOException {
        String file = "file:3/model.onnx";
        String scale = base64(OnnxModels.scale(5));
        assertRefused(load("scaled", Map.of(file, scale)), 400, "parameter-invalid");
        assertRefused(
                load("scaled", Map.of("config", ONNX, file, "*not base64*")),
                400,
                "parameter-invalid");
        assertRefused(load("scaled", Map.of("config", ONNX, file, 7)), 400, "parameter-invalid");
        assertRefused(load("scaled", Map.of("config", 7)), 400, "parameter-invalid");
        assertRefused(
                load("scaled", Map.of("config", ONNX, file, base64(new byte[100]))),
                400,
                "parameter-invalid");
        assertRefused(
                load("scaled", Map.of("config", ONNX, "file:3/weights.bin", scale)),
                400,
                "parameter-invalid");
        assertRefused(
                load("scaled", Map.of("config", ONNX, file, scale, "file:4/model.onnx", "")),
                400,
                "parameter-invalid");
        assertRefused(load("-nobody", Map.of("config", ONNX, file, scale)), 404, "model-not-found");
        assertRefused(load("nobody", Map.of("config", ONNX)), 404, "model-not-found");

        assertThat(sentFiles()).isEmpty();
        assertThat(answer("scaled")).isEqualTo("1: 2.0");
    }

    @Test
    void load_tooManyFiles_areRefused() {
        ObjectNode parameters = TestServer.JSON.createObjectNode().put("config", ONNX);
        for (int i = 0; i <= 64; i++) {
            parameters.put("file:1/part" + i, "");
        }
        ObjectNode body = TestServer.JSON.createObjectNode();
        body.set("parameters", parameters);
        HttpResponse<String> response =
                server.post("/v2/repository/models/sent/load", body.toString());

        assertRefused(response, 400, "parameter-invalid");
        assertThat(response.body()).contains("at most 64 files");
    }

    @Test
    void load_overGrpc_servesFilesAndExplainsRefusals() throws IOException {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", server.server().port())
                        .usePlaintext()
                        .build();
        try {
            var stub =
                    GRPCInferenceServiceGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(20, TimeUnit.SECONDS);
            var _ = stub.repositoryModelLoad(loading("scaled", ONNX, 5));
            assertThat(answer("scaled")).isEqualTo("3: 5.0");

            assertRefused(stub, loading("scaled", "{\"backend\":\"pytorch\"}", 6), "'pytorch'");
            assertRefused(stub, loading("scaled", "", 6), "'config' is not JSON");
            assertRefused(
                    stub,
                    loading("scaled", ONNX, 6).toBuilder().removeParameters("config").build(),
                    "'config' is missing");
            assertRefused(
                    stub,
                    loading("scaled", ONNX, 6).toBuilder()
                            .putParameters("file:1/x", text("AAAA"))
                            .build(),
                    "bytes_param");
            assertThat(answer("scaled")).isEqualTo("3: 5.0");

            var _ =
                    stub.repositoryModelLoad(
                            RepositoryModelLoadRequest.newBuilder().setModelName("scaled").build());
            assertThat(answer("scaled")).isEqualTo("1: 2.0");
            var _ = stub.repositoryModelLoad(loading("sent", ONNX, 6));
            assertThat(answer("sent")).isEqualTo("3: 6.0");
            var _ =
                    stub.repositoryModelUnload(
                            RepositoryModelUnloadRequest.newBuilder().setModelName("sent").build());
            assertThat(sentFiles()).isEmpty();
        } finally {
            channel.shutdownNow();
        }
    }

    private static RepositoryModelLoadRequest loading(String model, String config, float factor) {
        return RepositoryModelLoadRequest.newBuilder()
                .setModelName(model)
                .putParameters("config", text(config))
                .putParameters(
                        "file:3/model.onnx",
                        ModelRepositoryParameter.newBuilder()
                                .setBytesParam(ByteString.copyFrom(OnnxModels.scale(factor)))
                                .build())
                .build();
    }

    private static ModelRepositoryParameter text(String text) {
        return ModelRepositoryParameter.newBuilder().setStringParam(text).build();
    }

    private static void assertRefused(
            GRPCInferenceServiceBlockingStub stub,
            RepositoryModelLoadRequest request,
            String told) {
        assertThatThrownBy(() -> stub.repositoryModelLoad(request))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> {
                            assertThat(e.getStatus().getCode())
                                    .isEqualTo(Status.Code.INVALID_ARGUMENT);
                            assertThat(e.getStatus().getDescription()).contains(told);
                        });
    }
}
