package dev.berth.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of parsing trace contexts.
final class TraceContextTest {
    private static final String GIVEN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

    @Test
    void parse_traceparent_givesItBack() {
        assertThat(TraceContext.parse(GIVEN).orElseThrow().traceparent()).isEqualTo(GIVEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-00",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-00",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-00"
            })
    void parse_anythingElse_isIgnored(String text) {
        assertThat(TraceContext.parse(text)).isEmpty();
    }
}
