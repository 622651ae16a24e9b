package dev.berth.verification.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Kind of harm to one of the servers.
enum Fault {
    KILL("kill -9, started again to heal"),
    FREEZE("SIGSTOP, SIGCONT to heal"),
    SLOW("answers ten times as late"),
    DELAY("packets of both ways up to 50 ms late"),
    LOSS("a fifth of the packets sent again, after 200 ms"),
    SILENCE("nothing comes through, connections stay"),
    RESET("a tenth of the packets reset their connection"),
    CORRUPT("a third of the answers' frames damaged"),
    CLOCK("the wall clock a day ahead, then two days back");

    /// Factor of the median latency.
    private static final int TIMES_SLOWER = 10;

    private static final Duration DELAY_LONGEST = Duration.ofMillis(50);
    private static final double LOSS_SHARE = 0.2;
    private static final double RESET_SHARE = 0.1;
    private static final double CORRUPT_SHARE = 0.33;

    private final String describe;

    Fault(String describe) {
        this.describe = describe;
    }

    String describe() {
        return describe;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws IllegalArgumentException for an unknown name
    static Fault labelled(String label) {
        return Arrays.stream(values())
                .filter(fault -> fault.label().equals(label))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no fault '%s' (expected: one of %s)"
                                                .formatted(
                                                        label,
                                                        Arrays.stream(values())
                                                                .map(Fault::label)
                                                                .toList())));
    }

    boolean isPossible(Site.Place place) {
        return this != CLOCK || place.server().clock().isPresent();
    }

    /// Starts the fault.
    ///
    /// @param median latency before
    void strike(Site.Place place, Duration median) throws IOException, InterruptedException {
        Optional<Disturbance> way = disturbance(median);
        if (way.isPresent()) {
            place.proxy().set(way.get());
            return;
        }
        switch (this) {
            case KILL -> place.server().kill();
            case FREEZE -> place.server().freeze();
            case CLOCK -> shift(place, Duration.ofDays(1));
            case SLOW, DELAY, LOSS, SILENCE, RESET, CORRUPT -> throw new AssertionError(this);
        }
    }

    /// Changes the fault after half of its time.
    void turn(Site.Place place) throws IOException {
        if (this == CLOCK) {
            shift(place, Duration.ofDays(-1));
        }
    }

    /// Ends the fault. Returns when the server could respond again.
    void heal(Site.Place place) throws IOException, InterruptedException {
        place.proxy().set(new Disturbance.Calm());
        switch (this) {
            case KILL -> place.proxy().leadTo(place.server().restart());
            case FREEZE -> place.server().thaw();
            case CLOCK -> shift(place, Duration.ZERO);
            case SLOW, DELAY, LOSS, SILENCE, RESET, CORRUPT -> {}
        }
    }

    private static void shift(Site.Place place, Duration shift) throws IOException {
        place.server().clock().orElseThrow().set(shift);
    }

    private Optional<Disturbance> disturbance(Duration median) {
        return switch (this) {
            case KILL, FREEZE, CLOCK -> Optional.empty();
            case SLOW ->
                    Optional.of(new Disturbance.Slowness(median.multipliedBy(TIMES_SLOWER - 1)));
            case DELAY -> Optional.of(new Disturbance.Delay(DELAY_LONGEST));
            case LOSS -> Optional.of(new Disturbance.Loss(LOSS_SHARE));
            case SILENCE -> Optional.of(new Disturbance.Silence());
            case RESET -> Optional.of(new Disturbance.Resets(RESET_SHARE));
            case CORRUPT -> Optional.of(new Disturbance.Corruption(CORRUPT_SHARE));
        };
    }
}
