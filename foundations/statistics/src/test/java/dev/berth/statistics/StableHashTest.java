package dev.berth.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class StableHashTest {
    @Test
    void hash_shortInputs_areThoseOfXxh64() {
        assertThat(StableHash.ofWord(0)).isEqualTo(0x34c9_6acd_cadb_1bbbL);
        assertThat(StableHash.ofWord(-7)).isEqualTo(0xa8d1_54f8_0f8c_ba5aL);
        assertThat(StableHash.ofWords(1, 2, 3)).isEqualTo(0x8799_e152_e5c0_cdfaL);
        assertThat(StableHash.ofText("berth\u2026\u00e9!")).isEqualTo(0x106e_7f8e_549b_2cecL);
        assertThat(StableHash.ofBytes("0123456789abcdef".getBytes(StandardCharsets.UTF_8), 0))
                .isEqualTo(0x5c5b_90c3_4e37_6d0bL);
    }

    @Test
    void hash_textsAndTheirBytes_areEqual() {
        for (int length = 0; length < 50; length++) {
            String text = "x\u20ac".repeat(length).substring(0, length);
            assertThat(StableHash.ofText(text))
                    .isEqualTo(StableHash.ofBytes(text.getBytes(StandardCharsets.UTF_16LE), 0));
        }
    }
}
