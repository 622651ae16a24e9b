package dev.berth.protocol.cloudevent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudEventJsonTest {
    private static final String ATTRIBUTES =
            "\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"s\",\"type\":\"t\"";

    private static String data(String event) {
        byte[] bytes = ("behind" + event + "before").getBytes(StandardCharsets.UTF_8);
        ByteBuffer within = ByteBuffer.wrap(bytes, 6, bytes.length - 12).slice();
        ByteBuffer data = CloudEventJson.data(within);
        return new String(
                data.array(),
                data.arrayOffset() + data.position(),
                data.remaining(),
                StandardCharsets.UTF_8);
    }

    @Test
    void data_ofAnEvent_isItsBytes() {
        assertThat(data("{\"data\" : {\"x\": [1, 2]} ," + ATTRIBUTES + ",\"other\":{}}").strip())
                .isEqualTo("{\"x\": [1, 2]}");
        assertThat(data("{" + ATTRIBUTES + ",\"data\":null,\"data_base64\":\"e30=\"}"))
                .isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"specversion\":\"1.0\",\"id\":\"a\",\"type\":\"t\",\"data\":{}} | no 'source'",
                "{\"specversion\":\"0.3\",\"id\":\"a\"} | specversion '0.3' (expected: 1.0)",
                "{\"id\":\"\"} | an empty 'id'",
                "{ATTRIBUTES} | no 'data'",
                "{ATTRIBUTES,\"data\":{},\"data_base64\":\"e30=\"} | both data and data_base64",
                "{ATTRIBUTES,\"data_base64\":\"?\"} | not base64",
                "{ATTRIBUTES,\"data\":{} | expected",
                "[] | expected: an object"
            })
    void event_thatIsNone_isRefused(String event, String words) {
        assertThatThrownBy(() -> data(event.replace("ATTRIBUTES", ATTRIBUTES)))
                .hasMessageStartingWith("request-malformed")
                .hasMessageContaining(words);
    }
}
