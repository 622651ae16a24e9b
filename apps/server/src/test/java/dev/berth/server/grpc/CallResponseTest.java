package dev.berth.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallResponseTest {
    @ParameterizedTest
    @CsvSource({
        "a model's name,  a model's name",
        "100%,            100%25",
        "gr\u00fc\u00df,    gr%C3%BC%C3%9F",
        "'a\nb\u007f',     a%0Ab%7F"
    })
    void message_ofAnyText_isPrintable(String text, String encoded) {
        assertThat(CallResponse.percentEncoded(text)).isEqualTo(encoded);
    }
}
