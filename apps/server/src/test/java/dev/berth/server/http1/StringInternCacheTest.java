package dev.berth.server.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StringInternCacheTest {
    private final StringInternCache seen = new StringInternCache();

    private String text(String text) {
        byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.ISO_8859_1);
        return seen.text(bytes, 1, bytes.length - 1);
    }

    @Test
    @SuppressWarnings("ReferenceEquality") // Which is what is tested.
    void text_seenBefore_isTheSame() {
        assertThat(text("/v2/models/tiny/infer") == text("/v2/models/tiny/infer")).isTrue();
        assertThat(text("x".repeat(65)) == text("x".repeat(65))).isFalse();
    }

    @Test
    void text_ofManyThatShareAPlace_isTheRightOne() {
        var random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            var text = new StringBuilder();
            for (int left = random.nextInt(4); left > 0; left--) {
                text.append((char) ('\u00fa' + random.nextInt(6)));
            }
            assertThat(text(text.toString())).isEqualTo(text.toString());
        }
    }
}
