package dev.berth.server;

import static dev.berth.server.OverrideServer.ONNX;
import static dev.berth.server.OverrideServer.PACKAGE;
import static dev.berth.server.OverrideServer.assertRefused;
import static dev.berth.server.OverrideServer.base64;
import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.berth.proto.GRPCInferenceServiceGrpc;
import dev.berth.proto.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.berth.proto.ModelRepositoryParameter;
import dev.berth.proto.RepositoryModelLoadRequest;
import dev.berth.proto.RepositoryModelUnloadRequest;
import dev.berth.testkit.Await;
import dev.berth.testkit.onnx.OnnxElementType;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.system.SystemBuilder;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Loading a model with `config` and files, over HTTP and gRPC. The directory's `scaled@1` doubles.
class ModelOverrideTest {
    @TempDir Path directory;

    private OverrideServer server;

    @BeforeEach
    void start() throws IOException {
        server = OverrideServer.start(directory);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void load_filesOfAModelThatIsNotInTheDirectory_serveUntilUnloaded() throws IOException {
        assertThat(server.send("sent", "1", 5).statusCode()).isEqualTo(200);

        assertThat(server.answer("sent")).isEqualTo("1: 5.0");
        assertThat(server.sentFiles()).isNotEmpty();
        assertThat(server.post("/v2/repository/models/sent/load", "").statusCode()).isEqualTo(404);
        assertThat(server.answer("sent")).isEqualTo("1: 5.0");
        assertThat(server.post("/v2/repository/models/sent/unload", "").statusCode())
                .isEqualTo(200);
        assertThat(server.get("/v2/models/sent").statusCode()).isEqualTo(404);
        assertThat(server.sentFiles()).isEmpty();
    }

    @Test
    void load_files_replaceTheDirectoryUntilAPlainLoad() throws IOException {
        assertThat(server.send("scaled", "3", 5).statusCode()).isEqualTo(200);

        assertThat(server.answer("scaled")).isEqualTo("3: 5.0");
        assertThat(server.get("/v2/models/scaled/versions/1/ready").statusCode()).isEqualTo(404);
        assertThat(server.post("/v2/repository/models/scaled/load", "").statusCode())
                .isEqualTo(200);
        assertThat(server.answer("scaled")).isEqualTo("1: 2.0");
        assertThat(server.get("/v2/models/scaled/versions/3/ready").statusCode()).isEqualTo(404);
        assertThat(server.sentFiles()).isEmpty();
    }

    @Test
    void load_files_outlastChangesOfTheDirectory() throws IOException {
        assertThat(server.send("scaled", "3", 5).statusCode()).isEqualTo(200);

        server.writeScaled(7);
        server.refresh();

        assertThat(server.answer("scaled")).isEqualTo("3: 5.0");
        assertThat(server.post("/v2/repository/models/scaled/load", "{}").statusCode())
                .isEqualTo(200);
        assertThat(server.answer("scaled")).isEqualTo("1: 7.0");
    }

    @Test
    void load_plainWhileTheDirectoryIsBroken_leavesWhatWasSent() throws IOException {
        assertThat(server.send("scaled", "3", 5).statusCode()).isEqualTo(200);
        Files.writeString(directory.resolve("models/scaled/1/model.onnx"), "no model");

        assertRefused(server.post("/v2/repository/models/scaled/load", ""), 503, "model-not-ready");

        assertThat(server.answer("scaled")).isEqualTo("3: 5.0");
    }

    @Test
    void load_filesAgain_replaceThoseBefore() throws IOException {
        assertThat(server.send("scaled", "1", 5).statusCode()).isEqualTo(200);
        assertThat(server.send("scaled", "1", 6).statusCode()).isEqualTo(200);

        assertThat(server.answer("scaled")).isEqualTo("1: 6.0");
        assertThat(server.sentFiles()).hasSize(2);
    }

    @Test
    void unload_ofWhatWasSent_staysUnloadedUntilTheDirectoryIsLoaded() throws IOException {
        assertThat(server.send("scaled", "3", 5).statusCode()).isEqualTo(200);

        assertThat(server.post("/v2/repository/models/scaled/unload", "").statusCode())
                .isEqualTo(200);

        assertThat(server.sentFiles()).isEmpty();
        assertThat(server.get("/v2/models/scaled/ready").statusCode()).isEqualTo(503);
        assertThat(server.post("/v2/repository/models/scaled/load", "").statusCode())
                .isEqualTo(200);
        assertThat(server.answer("scaled")).isEqualTo("1: 2.0");
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

        assertThat(server.load("scaled", Map.of("config", config)).body()).isEqualTo("{}");

        assertThat(server.batchSizeMax()).isEqualTo(4);
        assertThat(
                        json(server.get("/v2/models/scaled/config"))
                                .at("/dynamic_batching/max_queue_delay_microseconds")
                                .asInt())
                .isEqualTo(500);
        server.writeScaled(7);
        server.refresh();
        assertThat(server.answer("scaled")).isEqualTo("1: 7.0");
        assertThat(server.batchSizeMax()).isEqualTo(4);
        assertThat(server.post("/v2/repository/models/scaled/load", "").statusCode())
                .isEqualTo(200);
        assertThat(server.batchSizeMax()).isEqualTo(8);
    }

    @Test
    void load_configThatADirectoryOutgrows_servesWhatItHas() {
        String config = "{\"input\":[{\"name\":\"x\",\"data_type\":\"TYPE_FP32\",\"dims\":[1]}]}";
        assertThat(server.load("scaled", Map.of("config", config)).statusCode()).isEqualTo(200);

        byte[] whole = OnnxModels.identity(OnnxElementType.INT64, "batch", 1);
        new SystemBuilder(directory)
                .with("scaled", "1", whole, PACKAGE.replace("float32", "int64"));
        server.refresh();

        assertThat(server.answer("scaled")).isEqualTo("1: 2.0");
        assertThat(server.post("/v2/repository/index", "").body())
                .contains("serves the package as it was before", "INT64");
    }

    @Test
    void load_batchSizeZero_takesRequestsWhole() {
        assertThat(server.load("scaled", Map.of("config", "{\"max_batch_size\":0}")).statusCode())
                .isEqualTo(200);

        assertThat(server.batchSizeMax()).isZero();
        assertThat(json(server.get("/v2/models/scaled/config")).at("/input/0/dims").toString())
                .isEqualTo("[-1,1]");
        assertThat(server.answer("scaled")).isEqualTo("1: 2.0");
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

        assertThat(server.load("sent", parameters).body()).isEqualTo("{}");

        assertThat(json(server.get("/v2/models/sent")).path("versions").toString())
                .isEqualTo("[\"2\",\"10\"]");
        assertThat(server.answer("sent")).isEqualTo("10: 5.0");
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

        assertThat(server.load("sent", parameters).body()).isEqualTo("{}");
        assertRefused(
                server.load("other", Map.of("config", ONNX, "file:1/model.onnx", base64(model))),
                400,
                "parameter-invalid");
    }

    @Test
    void load_overGrpc_servesFilesAndExplainsRefusals() throws IOException {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", server.server().server().port())
                        .usePlaintext()
                        .build();
        try {
            var stub =
                    GRPCInferenceServiceGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(Await.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            var _ = stub.repositoryModelLoad(loading("scaled", ONNX, 5));
            assertThat(server.answer("scaled")).isEqualTo("3: 5.0");

            assertInvalid(stub, loading("scaled", "{\"backend\":\"pytorch\"}", 6), "'pytorch'");
            assertInvalid(stub, loading("scaled", "", 6), "'config' is not JSON");
            assertInvalid(
                    stub,
                    loading("scaled", ONNX, 6).toBuilder().removeParameters("config").build(),
                    "'config' is missing");
            assertInvalid(
                    stub,
                    loading("scaled", ONNX, 6).toBuilder()
                            .putParameters("file:1/x", text("AAAA"))
                            .build(),
                    "bytes_param");
            assertThat(server.answer("scaled")).isEqualTo("3: 5.0");

            var _ =
                    stub.repositoryModelLoad(
                            RepositoryModelLoadRequest.newBuilder().setModelName("scaled").build());
            assertThat(server.answer("scaled")).isEqualTo("1: 2.0");
            var _ = stub.repositoryModelLoad(loading("sent", ONNX, 6));
            assertThat(server.answer("sent")).isEqualTo("3: 6.0");
            var _ =
                    stub.repositoryModelUnload(
                            RepositoryModelUnloadRequest.newBuilder().setModelName("sent").build());
            assertThat(server.sentFiles()).isEmpty();
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

    private static void assertInvalid(
            GRPCInferenceServiceBlockingStub stub,
            RepositoryModelLoadRequest request,
            String message) {
        assertThatThrownBy(() -> stub.repositoryModelLoad(request))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> {
                            assertThat(e.getStatus().getCode())
                                    .isEqualTo(Status.Code.INVALID_ARGUMENT);
                            assertThat(e.getStatus().getDescription()).contains(message);
                        });
    }
}
