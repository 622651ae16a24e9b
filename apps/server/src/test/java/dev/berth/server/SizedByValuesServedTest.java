package dev.berth.server;

import static dev.berth.server.TestServer.json;
import static dev.berth.testkit.onnx.OnnxElementType.FLOAT;
import static dev.berth.testkit.onnx.OnnxElementType.INT64;
import static dev.berth.testkit.onnx.OnnxType.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ModelReference;
import dev.berth.testkit.Await;
import dev.berth.testkit.onnx.OnnxGraph;
import dev.berth.testkit.onnx.OnnxModelFile;
import dev.berth.testkit.onnx.OnnxNode;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A model that answers with as many numbers as its caller says, over HTTP.
final class SizedByValuesServedTest {
    private static final String INFER = "/v2/models/zeros/infer";

    /// 40 MB: within what may be answered.
    private static final long LARGE = 10_000_000;

    /// More than one may do by chance between the one and the other.
    private static final int OVERTAKING = 2;

    @TempDir private Path directory;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        byte[] zeros =
                OnnxModelFile.of(
                                OnnxGraph.named("zeros")
                                        .input("count", tensor(INT64, 1))
                                        .output("y", tensor(FLOAT, "n"))
                                        .node(
                                                OnnxNode.of(
                                                        "ConstantOfShape",
                                                        List.of("count"),
                                                        List.of("y"))))
                        .toByteArray();
        new SystemBuilder(directory)
                .with(
                        "zeros",
                        PackageBuilder.onnx(zeros)
                                .input("count", "int64", "[1]")
                                .output("y", "float32", "[n]"));
        server = TestServer.start(directory, options -> options.withEventLoops(1));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> zeros(long count) {
        return server.post(INFER, request(count));
    }

    private static String request(long count) {
        return "{\"inputs\":[{\"name\":\"count\",\"shape\":[1],\"datatype\":\"INT64\",\"data\":["
                + count
                + "]}]}";
    }

    private void assertAnswered() {
        HttpResponse<String> response = zeros(2);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(json(response).at("/outputs/0/data").toString()).isEqualTo("[0.0,0.0]");
    }

    @Test
    void number_thatWantsMoreMemoryThanThereIs_isRefused_andTheNextIsAnswered() {
        assertAnswered();
        HttpResponse<String> response = zeros(3_000_000_000L);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).contains("a tensor of 12000000000 bytes");
        assertAnswered();
    }

    @Test
    void number_thatWantsAnAnswerLargerThanAllowed_isRefused_andTheNextIsAnswered() {
        HttpResponse<String> response = zeros(40_000_000);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).contains("an answer of 160000000 bytes exceeds 134217728");
        assertAnswered();
    }

    @Test
    void largeAnswer_leavesTheEventLoopToOthers() throws IOException {
        // Measured, so that the model would be executed on the event loop if any were.
        for (int i = 0; i < 20; i++) {
            assertAnswered();
        }
        ModelReference zeros = ModelReference.of("zeros", "1");
        Await.until(
                () -> {
                    long executed = server.server().serving().statistics(zeros).executionCount();
                    Overtaking others =
                            Overtaking.of(
                                    server,
                                    INFER,
                                    request(LARGE),
                                    () ->
                                            server.server()
                                                            .serving()
                                                            .statistics(zeros)
                                                            .executionCount()
                                                    > executed,
                                    answer -> assertThat(answer.status()).isEqualTo(200));
                    // While it is executed, and while it is written.
                    return others.before() > OVERTAKING && others.after() > OVERTAKING;
                });
    }
}
