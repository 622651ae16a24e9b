package dev.berth.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {
    private static JsonScanner of(String text) {
        return new JsonScanner(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void nestedArrays_readInLoops_keepTheirOrder() {
        JsonScanner scanner = of(" [ 1 , [2,3], [] , {\"a\" : 4} ] ");
        List<Long> found = new ArrayList<>();
        scanner.beginArray();
        while (scanner.nextElement()) {
            switch (scanner.peek()) {
                case NUMBER -> found.add(scanner.int64());
                case ARRAY -> {
                    scanner.beginArray();
                    while (scanner.nextElement()) {
                        found.add(scanner.int64());
                    }
                }
                default -> {
                    scanner.beginObject();
                    while (scanner.nextMember()) {
                        assertThat(scanner.key()).isEqualTo("a");
                        found.add(scanner.int64());
                    }
                }
            }
        }
        scanner.end();
        assertThat(found).containsExactly(1L, 2L, 3L, 4L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[1,]",
                "[,1]",
                "[1 2]",
                "{\"a\":1,}",
                "{\"a\"}",
                "{a:1}",
                "{\"a\":}",
                "01",
                "-",
                "1.",
                ".5",
                "+1",
                "1e",
                "1e+",
                "0x10",
                "tru",
                "nul",
                "[1]]",
                "\"a",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\ud800\"",
                "\"\\udc00\"",
                "\"\\ud800\\u0041\"",
                "\"\t\"",
                "\"\u0000\"",
                "[",
                "{",
                "{\"a\":1",
                "'a'",
                "// c\n1",
                "Nan",
                "infinity",
                "-Inf"
            })
    void text_brokenJson_isRefusedWithItsPlace(String text) {
        JsonScanner scanner = of(text);
        assertThatThrownBy(
                        () -> {
                            scanner.skip();
                            scanner.end();
                        })
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("request-malformed")
                .hasMessageContaining("(line ");
    }

    @Test
    void error_onALaterLine_namesLineAndColumn() {
        JsonScanner scanner = of("{\n  \"a\": 1\n  \"b\": 2\n}");
        assertThatThrownBy(scanner::skip)
                .hasMessageContaining("byte 13 (line 3, column 3)")
                .hasMessageContaining("expected: ',' or '}'");
    }

    @Test
    void depth_atTheLimit_isTakenAndBeyondRefused() {
        int most = JsonScanner.DEPTH_MAX;
        of("[".repeat(most) + "]".repeat(most)).skip();
        JsonScanner deeper = of("[".repeat(most + 1) + "]".repeat(most + 1));
        assertThatThrownBy(deeper::skip).hasMessageContaining("64 levels");
        JsonScanner deepest = of("[".repeat(1_000_000));
        assertThatThrownBy(deepest::skip).hasMessageContaining("64 levels");
    }

    @Test
    void strings_withEscapesAndAllPlanes_areRead() {
        assertThat(of("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u20ac\\ud83d\\ude00é€😀\"").string())
                .isEqualTo("a\"\\/\b\f\n\r\té€😀é€😀");
        assertThat(of("\"\\u0000\"").utf8()).containsExactly(0);
        assertThat(of("\"\"").string()).isEmpty();
    }

    @Test
    void strings_ofInvalidUtf8_areRefused() {
        int[][] invalid = {
            {0x80},
            {0xc0, 0x80},
            {0xc1, 0xbf},
            {0xe0, 0x80, 0x80},
            {0xed, 0xa0, 0x80},
            {0xf0, 0x80, 0x80, 0x80},
            {0xf4, 0x90, 0x80, 0x80},
            {0xf5, 0x80, 0x80, 0x80},
            {0xff},
            {0xc3},
            {0xe2, 0x82},
            {0xf0, 0x9f, 0x98}
        };
        for (int[] sequence : invalid) {
            var text = new byte[sequence.length + 2];
            text[0] = '"';
            for (int i = 0; i < sequence.length; i++) {
                text[i + 1] = (byte) sequence[i];
            }
            text[text.length - 1] = '"';
            var scanner = new JsonScanner(text);
            assertThatThrownBy(scanner::string).hasMessageContaining("valid UTF-8");
        }
    }

    @Test
    void key_writtenWithEscapes_isRecognised() {
        JsonScanner scanner = of("{\"n\\u0061me\":1}");
        scanner.beginObject();
        assertThat(scanner.nextMember()).isTrue();
        assertThat(scanner.key(JsonKeys.of("shape", "name"))).isEqualTo(1);
    }

    @Test
    void integers_of64Bits_keepAllDigits() {
        assertThat(of("9223372036854775807").int64()).isEqualTo(Long.MAX_VALUE);
        assertThat(of("-9223372036854775808").int64()).isEqualTo(Long.MIN_VALUE);
        assertThat(of("9007199254740993").int64()).isEqualTo(9007199254740993L);
        assertThat(of("18446744073709551615").number().uint64()).isEqualTo(-1L);
        assertThat(of("9223372036854775808").number().isInt64()).isFalse();
        assertThat(of("18446744073709551616").number().isUint64()).isFalse();
        assertThat(of("-1").number().isUint64()).isFalse();
        assertThat(of("1.0").int64()).isEqualTo(1);
        assertThat(of("12e2").int64()).isEqualTo(1200);
        assertThat(of("1.5").number().isInt64()).isFalse();
        assertThat(of("1e999999999999").number().isInt64()).isFalse();
        assertThat(of("0e999999999999").number().float64()).isZero();
    }

    @Test
    void numbers_withHugeExponents_costNothing() {
        assertThat(of("1e999999999999").number().float64()).isInfinite();
        assertThat(of("1e-999999999999").number().float64()).isZero();
        assertThat(of("1".repeat(400)).number().float64()).isInfinite();
        assertThat(of("0." + "0".repeat(400) + "1").number().float32()).isZero();
    }

    @Test
    void nonFinite_whereNotAsked_isRefused() {
        assertThat(of("NaN").numberOrNonFinite().float32()).isNaN();
        assertThat(of("-Infinity").numberOrNonFinite().float64())
                .isEqualTo(Double.NEGATIVE_INFINITY);
        JsonScanner scanner = of("NaN");
        assertThatThrownBy(scanner::number).hasMessageContaining("expected: a number");
    }
}
