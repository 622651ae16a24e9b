package dev.berth.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LogOptionsTest {

    @Test
    void access_notNamed_followsTheForm() {
        var text = LogOptions.defaults().withFormat(LogOptions.Format.TEXT);

        assertThat(text.access()).isEqualTo(LogOptions.Access.OFF);
        assertThat(text.withFormat(LogOptions.Format.JSON).access())
                .isEqualTo(LogOptions.Access.ON);
        assertThat(text.withAccess(LogOptions.Access.ON).access()).isEqualTo(LogOptions.Access.ON);
    }
}
