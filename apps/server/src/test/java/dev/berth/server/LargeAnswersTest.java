package dev.berth.server;

import static dev.berth.server.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Answers that would be larger than one may be.
class LargeAnswersTest {
    private static final int BODY_BYTES_MAX = 64 << 10;

    @TempDir private Path directory;

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        new SystemBuilder(directory)
                .endpoint("twice", "steps: {a: {model: fake}}\noutputs: {y: a.y}\n");
        server =
                TestServer.start(
                        directory,
                        options ->
                                options.withLimits(
                                        ServerLimits.defaults()
                                                .withBodyBytesMax(BODY_BYTES_MAX)
                                                .withBytesUnderWayMax(2 * BODY_BYTES_MAX)));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /// Ten thousand rows of three numbers are 120 KB.
    @Test
    void answer_whoseSizeTheSignatureTells_isRefusedBeforeAnythingIsComputed() {
        int before = server.fake().runs().size();
        HttpResponse<String> response =
                server.post(
                        "/v2/models/twice/infer",
                        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[10000,3],"
                                + "\"data\":["
                                + "1,2,3,".repeat(9_999)
                                + "1,2,3]}]}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).contains("batch-too-large", "120000", "65536");
        assertThat(server.fake().runs()).hasSize(before);
    }

    /// In JSON it takes more than its tensors.
    @Test
    void answer_thatGrowsTooLargeWhileItIsWritten_isRefused() {
        String body = "{\"records\":[" + "{\"x\":[1,2,3]},".repeat(4_000) + "{\"x\":[1,2,3]}]}";
        for (String query : new String[] {"", "?partial=true"}) {
            HttpResponse<String> response =
                    server.post("/v1/endpoints/twice:predict" + query, body);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
            assertThat(json(response).path("code").asText()).isEqualTo("batch-too-large");
            assertThat(json(response).path("detail").asText()).contains("65536 bytes");
        }
        assertThat(server.post("/v1/endpoints/twice:predict", "{\"x\":[1,2,3]}").statusCode())
                .isEqualTo(200);
    }
}
