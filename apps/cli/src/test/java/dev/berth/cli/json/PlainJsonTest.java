package dev.berth.cli.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemException;
import org.junit.jupiter.api.Test;

class PlainJsonTest {
    @Test
    void text_ofEveryKind_comesBackAsItWas() {
        String json =
                "{\"a\":[1,2.5,-3.0,4.0,\"é\\n\",true,null],\"b\":{},\"big\":18446744073709551615,"
                        + "\"small\":-9223372036854775808}";

        assertThat(PlainJson.write(PlainJson.read(json))).isEqualTo(json);
    }

    @Test
    void numbers_thatJsonCannotSay_becomeNull() {
        assertThat(PlainJson.write(Float.NaN)).isEqualTo("null");
    }

    @Test
    void bytes_becomeBase64() {
        assertThat(PlainJson.write(new byte[] {1, 2, 3})).isEqualTo("\"AQID\"");
    }

    @Test
    void name_twiceInAnObject_isRefused() {
        assertThatThrownBy(() -> PlainJson.read("{\"a\":1,\"a\":2}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("a");
    }
}
