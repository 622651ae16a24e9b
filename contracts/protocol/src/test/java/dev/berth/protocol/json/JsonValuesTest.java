package dev.berth.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JsonValuesTest {
    @Test
    void text_ofEveryKind_comesBackAsItWas() {
        String json =
                "{\"a\":[1,2.5,-3.0,4.0,\"é\\n\",true,null],\"b\":{},\"big\":18446744073709551615,"
                        + "\"small\":-9223372036854775808}";

        assertThat(JsonValues.text(JsonValues.read(json))).isEqualTo(json);
    }

    @Test
    void numbers_thatJsonCannotSay_becomeNull() {
        assertThat(JsonValues.text(Float.NaN)).isEqualTo("null");
    }

    @Test
    void bytes_becomeBase64() {
        assertThat(JsonValues.text(new byte[] {1, 2, 3})).isEqualTo("\"AQID\"");
    }

    @Test
    void name_twiceInAnObject_isRefused() {
        assertThatThrownBy(() -> JsonValues.read("{\"a\":1,\"a\":2}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("a");
    }

    @Test
    void valuesOfPrograms_haveTheirForms() {
        assertThat(JsonValues.text(List.of(new int[] {1, 2}, 'c', Thread.State.NEW, Set.of(3f))))
                .isEqualTo("[[1,2],\"c\",\"NEW\",[3.0]]");
    }

    @Test
    void value_ofAnotherClass_isRefusedWithItsName() {
        assertThatThrownBy(() -> JsonValues.text(Map.of("a", Thread.currentThread())))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("java.lang.Thread");
    }
}
