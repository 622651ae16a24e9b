package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Server reflection under both of its names.
class GrpcReflectionTest {
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
    void reflection_listsServices() throws InterruptedException {
        var responses = new Received<ServerReflectionResponse>();
        StreamObserver<ServerReflectionRequest> requests =
                ServerReflectionGrpc.newStub(client.channel()).serverReflectionInfo(responses);
        requests.onNext(ServerReflectionRequest.newBuilder().setListServices("*").build());
        assertThat(responses.next().getListServicesResponse().getServiceList())
                .extracting(ServiceResponse::getName)
                .contains("inference.GRPCInferenceService", "grpc.health.v1.Health");
        requests.onNext(
                ServerReflectionRequest.newBuilder()
                        .setFileContainingSymbol("inference.GRPCInferenceService")
                        .build());
        assertThat(responses.next().getFileDescriptorResponse().getFileDescriptorProtoCount())
                .isPositive();
        requests.onCompleted();
    }

    @Test
    @SuppressWarnings("deprecation") // The older name is what is tested.
    void reflection_underItsOldName_listsServices() throws InterruptedException {
        var responses = new Received<io.grpc.reflection.v1alpha.ServerReflectionResponse>();
        var requests =
                io.grpc.reflection.v1alpha.ServerReflectionGrpc.newStub(client.channel())
                        .serverReflectionInfo(responses);
        requests.onNext(
                io.grpc.reflection.v1alpha.ServerReflectionRequest.newBuilder()
                        .setListServices("*")
                        .build());
        assertThat(responses.next().getListServicesResponse().getServiceCount()).isPositive();
        requests.onCompleted();
    }
}
