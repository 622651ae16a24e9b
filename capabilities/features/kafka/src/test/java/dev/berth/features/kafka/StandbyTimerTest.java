package dev.berth.features.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class StandbyTimerTest {
    private static final long SECOND = 1_000_000_000L;

    private final StandbyTimer timer = new StandbyTimer(Duration.ofSeconds(20));

    private static Map<TopicPartition, OptionalLong> at(long position) {
        return Map.of(new TopicPartition("t", 0), OptionalLong.of(position));
    }

    @Test
    void positions_thatDoNotMove_endIt() {
        assertThat(timer.isOver(at(5), 0)).isFalse();
        assertThat(timer.isOver(at(5), 19 * SECOND)).isFalse();
        assertThat(timer.isOver(at(5), 20 * SECOND)).isTrue();
    }

    @Test
    void positions_thatMove_beginItAnew() {
        assertThat(timer.isOver(at(5), 0)).isFalse();
        assertThat(timer.isOver(at(6), 19 * SECOND)).isFalse();
        assertThat(timer.isOver(at(6), 38 * SECOND)).isFalse();
        assertThat(timer.isOver(at(6), 39 * SECOND)).isTrue();
    }

    @Test
    void topic_withoutUnreadEvents_beginsItAnew() {
        assertThat(timer.isOver(at(5), 0)).isFalse();
        timer.reset();
        assertThat(timer.isOver(at(5), 3_600 * SECOND)).isFalse();
    }
}
