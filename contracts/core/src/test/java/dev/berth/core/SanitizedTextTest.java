package dev.berth.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SanitizedTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "churn", "größer ☂ 𝄞", "a\\b'\""})
    void of_printableText_keepsIt(String text) {
        assertThat(SanitizedText.of(text)).isEqualTo(text);
    }

    @Test
    void of_exactly120Characters_keepsThem() {
        assertThat(SanitizedText.of("x".repeat(120))).isEqualTo("x".repeat(120));
    }

    @Test
    void of_121Characters_cutsTheLast() {
        assertThat(SanitizedText.of("x".repeat(121))).isEqualTo("x".repeat(120) + "…");
    }

    @Test
    void of_lineBreak_escapesIt() {
        assertThat(SanitizedText.of("a\r\nb")).isEqualTo("a\\u000d\\u000ab");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x1b, 0x7f, 0x85, 0x9f, 0x200b, 0x2028, 0x2029, 0x202e, 0x2066, 0xfeff})
    void of_controlOrFormatCharacter_escapesIt(int character) {
        assertThat(SanitizedText.of(Character.toString(character)))
                .isEqualTo(String.format("\\u%04x", character));
    }

    @Test
    void of_formatCharacterBeyondSixteenBits_escapesBothHalves() {
        assertThat(SanitizedText.of(Character.toString(0xe0041))).isEqualTo("\\udb40\\udc41");
    }

    @ParameterizedTest
    @ValueSource(chars = {0xd800, 0xdbff, 0xdc00, 0xdfff})
    void of_loneSurrogate_escapesIt(char half) {
        assertThat(SanitizedText.of("a" + half + "b"))
                .isEqualTo("a" + String.format("\\u%04x", (int) half) + "b");
    }

    @Test
    void of_surrogateBeforeAPair_escapesTheFirstAlone() {
        assertThat(SanitizedText.of("\ud834\ud834\udd1e")).isEqualTo("\\ud834\ud834\udd1e");
    }

    @Test
    void of_pairCutByTheLimit_leavesNoHalf() {
        assertThat(SanitizedText.of("x".repeat(119) + "𝄞"))
                .isEqualTo("x".repeat(119) + "\\ud834…");
    }

    @ParameterizedTest
    @CsvSource({
        "hash berth_5f1d3c0a_AbCdEfGhIjKlMnOpQrStUvWxYz012345678-_AbCdEf, hash berth_5f1d3c0a_…",
        "berth_5f1d3c0a_AbC, berth_5f1d3c0a_…",
        "Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzaG9wIn0.c2lnbmF0dXJl, Bearer eyJ…",
        "eyJhbGciOiJS, eyJ…",
        "https://me:secret@keys.example.org/jwks, https://…@keys.example.org/jwks",
        "https://keys.example.org/me@home, https://keys.example.org/me@home"
    })
    void of_whatHasTheFormOfASecret_showsThatItWasThere(String text, String expected) {
        assertThat(SanitizedText.of(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/models/churn/infer, /v2/models/churn/infer",
        "/v1/models/a%20b, /v1/models/a%20b",
        "/x/100%, /x/100%",
        "/x/berth_5f1d3c0a_AbCdEf, /x/berth_5f1d3c0a_…",
        "/x/berth%5f5f1d3c0a%5FAbCdEf/y, /x/berth_5f1d3c0a_…/y",
        "/x/berth%255f5f1d3c0a%255FAbCdEf, /x/berth_5f1d3c0a_…",
        "/x/%65yJhbGciOiJSUzI1NiJ9%2eeyJzdWIiOiJz%2Ec2ln?a=b, /x/eyJ…?a=b"
    })
    void masked_secrets_areMaskedHoweverEncoded(String path, String expected) {
        assertThat(SanitizedText.masked(path)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "no answer from 10.1.2.3:8080, true",
        "no answer from /10.1.2.3, true",
        "Redis at store.internal:6379/0, true",
        "[fd00::1]:80 is gone, true",
        "see https://example.org, true",
        "step 'x': there/tenfold does not answer, false",
        "version 1.2.3 of a, false",
        "at 12:30, false"
    })
    void hasAddress_whereAServerIs_isFound(String text, boolean expected) {
        assertThat(SanitizedText.hasAddress(text)).isEqualTo(expected);
    }
}
