package dev.berth.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {
    @Test
    void until_conditionMetLater_returnsThen() {
        var looks = new AtomicInteger();
        Await.until(() -> looks.incrementAndGet() == 3);
        assertThat(looks).hasValue(3);
    }

    @Test
    void within_conditionNeverMet_failsWithTheState() {
        assertThatThrownBy(
                        () ->
                                Await.within(
                                        Duration.ofMillis(1),
                                        "it is",
                                        () -> false,
                                        () -> "it isn't"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("not within PT0.001S: it is\nit isn't");
    }

    @Test
    void until_conditionThrows_throwsThat() {
        assertThatThrownBy(
                        () ->
                                Await.until(
                                        () -> {
                                            throw new IOException("gone");
                                        }))
                .isInstanceOf(IOException.class);
    }
}
