package dev.berth.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTokenTest {
    private static final String KEY = "berth_0123abcd_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    @Test
    void generate_isReadAgain() {
        var key = ApiKeyToken.generate(new SecureRandom());
        assertThat(ApiKeyToken.parse(key.reveal()).orElseThrow().hash()).isEqualTo(key.hash());
    }

    @Test
    void generate_twice_differs() {
        var random = new SecureRandom();
        assertThat(ApiKeyToken.generate(random).reveal())
                .isNotEqualTo(ApiKeyToken.generate(random).reveal());
    }

    @Test
    void toString_ofKey_holdsNoSecret() {
        assertThat(ApiKeyToken.parse(KEY).orElseThrow()).hasToString("berth_0123abcd_…");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "berth_",
                "secret",
                "berth_0123abcd_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh",
                "berth_0123abcd_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8x",
                "berth_0123ABCD_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
                "berth_0123abcd-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
                "berth_0123abcd_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdH+8",
                "earth_0123abcd_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
            })
    void parse_whatIsNoKey_isEmpty(String text) {
        assertThat(ApiKeyToken.parse(text)).isEmpty();
    }

    @Test
    void parse_keysWithOneCharacterChanged_neverHaveTheSameHash() {
        long seed = 20_261_125L;
        var random = new Random(seed);
        String hash = ApiKeyToken.parse(KEY).orElseThrow().hash();
        for (int i = 0; i < 1000; i++) {
            var changed = new StringBuilder(KEY);
            int at = random.nextInt(KEY.length());
            changed.setCharAt(at, (char) (' ' + random.nextInt(95)));
            if (!changed.toString().equals(KEY)) {
                assertThat(ApiKeyToken.parse(changed.toString()).map(ApiKeyToken::hash))
                        .as("seed %s, round %s: %s", seed, i, changed)
                        .isNotEqualTo(java.util.Optional.of(hash));
            }
        }
    }
}
