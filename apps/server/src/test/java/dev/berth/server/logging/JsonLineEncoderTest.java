package dev.berth.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.core.ModelReference;
import dev.berth.core.ProblemCode;
import dev.berth.server.telemetry.CompletedRequest;
import dev.berth.server.telemetry.RequestInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonLineEncoderTest {
    private static JsonNode encode(String message, @Nullable Throwable thrown, Object... arguments)
            throws IOException {
        var logger = new LoggerContext().getLogger("test");
        var event = new LoggingEvent("", logger, Level.INFO, message, thrown, arguments);
        String line = new String(new JsonLineEncoder().encode(event), StandardCharsets.UTF_8);
        assertThat(line).endsWith("\n").hasLineCount(1);
        return new ObjectMapper().readTree(line);
    }

    @Test
    void encode_call_writesItsFields() throws IOException {
        var call =
                new CompletedRequest(
                        new RequestInfo(
                                "POST",
                                "/v2/models/m/infer",
                                "/v2/models/{model}/infer",
                                "r1",
                                0,
                                null,
                                null,
                                "shop",
                                RequestInfo.Purpose.PREDICTION),
                        ModelReference.of("m", "1"),
                        429,
                        12,
                        3_500_000,
                        ProblemCode.QUEUE_FULL,
                        0,
                        null);
        JsonNode line = encode("{}", null, call);
        assertThat(line.path("method").asText()).isEqualTo("POST");
        assertThat(line.path("status").asInt()).isEqualTo(429);
        assertThat(line.path("micros").asInt()).isEqualTo(3500);
        assertThat(line.path("request_id").asText()).isEqualTo("r1");
        assertThat(line.path("consumer").asText()).isEqualTo("shop");
        assertThat(line.path("model").asText()).isEqualTo("m@1");
        assertThat(line.path("problem").asText()).isEqualTo("queue-full");
        assertThat(line.path("message").asText())
                .isEqualTo("POST /v2/models/m/infer 429 12B 3500us r1 shop m@1 queue-full");
    }

    @Test
    void encode_lineBreaksAndException_stayOnOneLine() throws IOException {
        JsonNode line = encode("two\nlines {}", new IllegalStateException("no"), "\"quoted\"");
        assertThat(line.path("message").asText()).isEqualTo("two\nlines \"quoted\"");
        assertThat(line.path("stack").asText()).contains("IllegalStateException: no");
        assertThat(line.path("level").asText()).isEqualTo("INFO");
    }
}
