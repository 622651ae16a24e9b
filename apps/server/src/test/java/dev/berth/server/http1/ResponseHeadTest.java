package dev.berth.server.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseHeadTest {
    private final ResponseHead head = new ResponseHead();

    private String written(int status) {
        int length = head.write(status, new byte[10]);
        return new String(head.bytes(), 0, length, StandardCharsets.ISO_8859_1);
    }

    @Test
    void write_headers_inTheirOrder() {
        head.set(HttpHeaders.CONTENT_TYPE, "text/plain");
        head.set("note", "\u00fc \u20ac");

        assertThat(written(200))
                .isEqualTo("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nnote: \u00fc ?\r\n\r\n");
    }

    @Test
    void write_headerThatWasSetTwice_hasTheSecondValue() {
        head.set("ratelimit", "1");
        head.set("note", "x");
        head.set(HttpHeaders.createOptimized("ratelimit"), "2");

        assertThat(written(429))
                .isEqualTo("HTTP/1.1 429 Too Many Requests\r\nratelimit: 2\r\nnote: x\r\n\r\n");
    }

    @Test
    void write_manyAndLongHeaders_hasRoom() {
        for (int i = 0; i < 30; i++) {
            head.set("name-" + i, "v".repeat(i * i));
        }

        assertThat(written(200)).contains("name-29: " + "v".repeat(841) + "\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nset-cookie: b", "a\nb", "a\u0000", "a\u007fb"})
    void write_valueThatWouldEndItsLine_isRefused(String value) {
        head.set("note", value);

        assertThatThrownBy(() -> head.write(200, new byte[100]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
