package dev.berth.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DebouncerTest {
    private final Instant start = Instant.EPOCH;
    private final Debouncer<String> settling = new Debouncer<>(Duration.ofMillis(100), "a", start);

    private boolean observe(String files, int millis) {
        return settling.observe(files, start.plusMillis(millis));
    }

    @Test
    void nothingNew_isNeverTold() {
        assertThat(observe("a", 1000)).isFalse();
        assertThat(settling.isUnsettled()).isFalse();
    }

    @Test
    void change_isToldOnceAfterTheQuietPeriod() {
        assertThat(observe("b", 10)).isFalse();
        assertThat(settling.isUnsettled()).isTrue();
        assertThat(observe("b", 109)).isFalse();
        assertThat(observe("b", 110)).isTrue();
        assertThat(observe("b", 500)).isFalse();
    }

    @Test
    void change_thatGoesOn_isNotTold() {
        for (int i = 0; i < 50; i++) {
            assertThat(observe("half " + i, 60 * i)).isFalse();
        }
    }

    @Test
    void change_takenBack_isNotTold() {
        observe("b", 10);
        assertThat(observe("a", 50)).isFalse();
        assertThat(observe("a", 500)).isFalse();
    }
}
