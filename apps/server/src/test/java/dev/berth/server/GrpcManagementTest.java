package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.proto.CudaSharedMemoryUnregisterRequest;
import dev.berth.proto.LogSettingsRequest;
import dev.berth.proto.LogSettingsResponse;
import dev.berth.proto.ModelConfigRequest;
import dev.berth.proto.ModelMetadataRequest;
import dev.berth.proto.ModelReadyRequest;
import dev.berth.proto.ModelStatisticsRequest;
import dev.berth.proto.RepositoryIndexRequest;
import dev.berth.proto.RepositoryIndexResponse.ModelIndex;
import dev.berth.proto.RepositoryModelLoadRequest;
import dev.berth.proto.RepositoryModelUnloadRequest;
import dev.berth.proto.ServerLiveRequest;
import dev.berth.proto.ServerMetadataRequest;
import dev.berth.proto.ServerReadyRequest;
import dev.berth.proto.SystemSharedMemoryRegisterRequest;
import dev.berth.proto.SystemSharedMemoryStatusRequest;
import dev.berth.proto.SystemSharedMemoryUnregisterRequest;
import dev.berth.proto.TraceSettingRequest;
import dev.berth.proto.TraceSettingResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Metadata and management of server and models by gRPC.
class GrpcManagementTest {
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
    void server_saysWhatItIs() {
        assertThat(client.stub().serverLive(ServerLiveRequest.getDefaultInstance()).getLive())
                .isTrue();
        assertThat(client.stub().serverReady(ServerReadyRequest.getDefaultInstance()).getReady())
                .isTrue();
        assertThat(
                        client.stub()
                                .serverMetadata(ServerMetadataRequest.getDefaultInstance())
                                .getExtensionsList())
                .contains("binary_tensor_data", "statistics");
    }

    @Test
    void model_saysWhatItIs() {
        assertThat(
                        client.stub()
                                .modelReady(ModelReadyRequest.newBuilder().setName("fake").build())
                                .getReady())
                .isTrue();
        assertThat(
                        client.stub()
                                .modelReady(
                                        ModelReadyRequest.newBuilder().setName("broken").build())
                                .getReady())
                .isFalse();
        for (String unknown : List.of("nobody", "größer", "")) {
            var question = ModelReadyRequest.newBuilder().setName(unknown).build();
            assertThat(client.stub().modelReady(question).getReady()).isFalse();
        }
        var metadata =
                client.stub()
                        .modelMetadata(ModelMetadataRequest.newBuilder().setName("fake").build());
        assertThat(metadata.getVersionsList()).containsExactly("1", "2");
        assertThat(metadata.getInputs(0).getShapeList()).containsExactly(-1L, 3L);
        var config =
                client.stub()
                        .modelConfig(ModelConfigRequest.newBuilder().setName("fake").build())
                        .getConfig();
        assertThat(config.getMaxBatchSize()).isEqualTo(8);
        assertThat(config.getInput(0).getDimsList()).containsExactly(3L);
        assertThat(
                        client.stub()
                                .modelStatistics(ModelStatisticsRequest.getDefaultInstance())
                                .getModelStatsCount())
                .isEqualTo(3);
    }

    @Test
    void model_versionLeftToTheServer_isTheLatest() {
        assertThat(
                        client.stub()
                                .modelReady(
                                        ModelReadyRequest.newBuilder()
                                                .setName("fake")
                                                .setVersion("-1")
                                                .build())
                                .getReady())
                .isTrue();
        assertThat(
                        client.stub()
                                .modelStatistics(
                                        ModelStatisticsRequest.newBuilder()
                                                .setName("fake")
                                                .setVersion("-1")
                                                .build())
                                .getModelStatsCount())
                .isEqualTo(2);
    }

    @Test
    void repository_isListedAndChanged() {
        assertThat(
                        client.stub()
                                .repositoryIndex(RepositoryIndexRequest.getDefaultInstance())
                                .getModelsList())
                .extracting(ModelIndex::getName)
                .contains("tiny", "fake", "broken");
        var _ =
                client.stub()
                        .repositoryModelUnload(
                                RepositoryModelUnloadRequest.newBuilder()
                                        .setModelName("tiny")
                                        .build());
        assertThat(
                        client.stub()
                                .modelReady(ModelReadyRequest.newBuilder().setName("tiny").build())
                                .getReady())
                .isFalse();
        var _ =
                client.stub()
                        .repositoryModelLoad(
                                RepositoryModelLoadRequest.newBuilder()
                                        .setModelName("tiny")
                                        .build());
        assertThat(
                        client.stub()
                                .modelReady(ModelReadyRequest.newBuilder().setName("tiny").build())
                                .getReady())
                .isTrue();
    }

    @Test
    void settings_areReadAndNotChanged() {
        TraceSettingResponse trace =
                client.stub().traceSetting(TraceSettingRequest.getDefaultInstance());
        assertThat(trace.getSettingsOrThrow("trace_level").getValueList()).containsExactly("OFF");
        assertThat(trace.getSettingsOrThrow("trace_mode").getValueList())
                .containsExactly("opentelemetry");
        assertThat(
                        client.stub()
                                .traceSetting(
                                        TraceSettingRequest.newBuilder()
                                                .setModelName("fake")
                                                .build()))
                .isEqualTo(trace);
        LogSettingsResponse log =
                client.stub().logSettings(LogSettingsRequest.getDefaultInstance());
        assertThat(log.getSettingsOrThrow("log_error").getBoolParam()).isTrue();
        assertThat(log.getSettingsOrThrow("log_format").getStringParam()).isEqualTo("default");
        assertThat(log.getSettingsOrThrow("log_verbose_level").hasUint32Param()).isTrue();
        assertUnimplemented(
                () ->
                        client.stub()
                                .logSettings(
                                        LogSettingsRequest.newBuilder()
                                                .putSettings(
                                                        "log_info",
                                                        LogSettingsRequest.SettingValue.newBuilder()
                                                                .setBoolParam(false)
                                                                .build())
                                                .build()));
        assertUnimplemented(
                () ->
                        client.stub()
                                .traceSetting(
                                        TraceSettingRequest.newBuilder()
                                                .putSettings(
                                                        "trace_rate",
                                                        TraceSettingRequest.SettingValue
                                                                .newBuilder()
                                                                .addValue("1")
                                                                .build())
                                                .build()));
    }

    @Test
    void sharedMemory_isRefusedWithARemedyAndGivenUpAlways() {
        assertThat(
                        client.stub()
                                .systemSharedMemoryStatus(
                                        SystemSharedMemoryStatusRequest.getDefaultInstance())
                                .getRegionsCount())
                .isZero();
        assertUnimplemented(
                () ->
                        client.stub()
                                .systemSharedMemoryRegister(
                                        SystemSharedMemoryRegisterRequest.getDefaultInstance()));
        var _ =
                client.stub()
                        .systemSharedMemoryUnregister(
                                SystemSharedMemoryUnregisterRequest.newBuilder()
                                        .setName("a")
                                        .build());
        var _ =
                client.stub()
                        .cudaSharedMemoryUnregister(
                                CudaSharedMemoryUnregisterRequest.getDefaultInstance());
    }

    private static void assertUnimplemented(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> {
                            assertThat(e.getStatus().getCode())
                                    .isEqualTo(Status.Code.UNIMPLEMENTED);
                            assertThat(e.getStatus().getDescription()).contains("; ");
                        });
    }
}
