package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.proto.GRPCInferenceServiceGrpc;
import dev.berth.proto.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelReadyRequest;
import dev.berth.testkit.Await;
import io.grpc.Codec;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrpcCodingTest {
    private static final ModelReadyRequest QUESTION =
            ModelReadyRequest.newBuilder().setName("fake").build();

    @TempDir Path directory;
    private TestServer server;
    private ManagedChannel channel;

    @BeforeEach
    void start() {
        server = TestServer.start(directory);
        channel = open();
    }

    private ManagedChannel open() {
        var codings = CompressorRegistry.newEmptyInstance();
        codings.register(new Codec.Gzip());
        codings.register(new Deflate("deflate"));
        codings.register(new Deflate("zlib"));
        return NettyChannelBuilder.forAddress("127.0.0.1", server.server().port())
                .usePlaintext()
                .compressorRegistry(codings)
                .build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.close();
    }

    private GRPCInferenceServiceBlockingStub stub(String coding) {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .withCompression(coding)
                .withDeadlineAfter(Await.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void call_inGzip_isAnswered() {
        assertThat(stub("gzip").modelReady(QUESTION).getReady()).isTrue();
    }

    @Test
    void call_inDeflate_isAnswered() {
        assertThat(stub("deflate").modelReady(QUESTION).getReady()).isTrue();
        ModelInferRequest request =
                GrpcClient.request("d", new float[3 * 250]).toBuilder()
                        .setModelVersion("2")
                        .build();
        assertThat(stub("deflate").modelInfer(request).getOutputs(0).getShape(0)).isEqualTo(250);
    }

    /// Half a megabyte of zeros is some hundred bytes compressed.
    @Test
    void message_inDeflate_thatInflatesBeyondTheLimit_isRefused() {
        server.close();
        server =
                TestServer.start(
                        directory,
                        options -> options.withLimits(options.limits().withBodyBytesMax(100_000)));
        channel.shutdownNow();
        channel = open();
        assertThatThrownBy(
                        () ->
                                stub("deflate")
                                        .modelInfer(GrpcClient.request("d", new float[120_000])))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> {
                            assertThat(e.getStatus().getCode())
                                    .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
                            assertThat(e.getStatus().getDescription())
                                    .contains("bytes when decompressed");
                        });
        server.assertNothingLeaked();
    }

    @Test
    void call_inACodingThatIsNotOffered_isRefusedAtOnce() {
        assertThatThrownBy(() -> stub("zlib").modelReady(QUESTION))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> {
                            assertThat(e.getStatus().getCode())
                                    .isEqualTo(Status.Code.UNIMPLEMENTED);
                            assertThat(e.getStatus().getDescription())
                                    .contains("'zlib' (expected: one of identity,gzip,deflate)");
                        });
    }

    /// The zlib format under some name.
    private record Deflate(String getMessageEncoding) implements Compressor {
        @Override
        public OutputStream compress(OutputStream out) {
            return new DeflaterOutputStream(out);
        }
    }
}
