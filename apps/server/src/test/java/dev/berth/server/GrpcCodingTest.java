package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.proto.GRPCInferenceServiceGrpc;
import dev.berth.proto.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.berth.proto.ModelReadyRequest;
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
        var codings = CompressorRegistry.newEmptyInstance();
        codings.register(new Codec.Gzip());
        codings.register(new Deflate());
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", server.server().port())
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
                .withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    @Test
    void call_inGzip_isAnswered() {
        assertThat(stub("gzip").modelReady(QUESTION).getReady()).isTrue();
    }

    @Test
    void call_inACodingThatIsNotOffered_isRefusedAtOnce() {
        assertThatThrownBy(() -> stub("deflate").modelReady(QUESTION))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> {
                            assertThat(e.getStatus().getCode())
                                    .isEqualTo(Status.Code.UNIMPLEMENTED);
                            assertThat(e.getStatus().getDescription())
                                    .contains("'deflate' (expected: one of identity,gzip)");
                        });
    }

    private static final class Deflate implements Compressor {
        @Override
        public String getMessageEncoding() {
            return "deflate";
        }

        @Override
        public OutputStream compress(OutputStream out) {
            return new DeflaterOutputStream(out);
        }
    }
}
