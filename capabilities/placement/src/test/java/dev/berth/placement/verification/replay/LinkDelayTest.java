package dev.berth.placement.verification.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.placement.scenario.Distribution;
import dev.berth.placement.scenario.Distribution.Fixed;
import dev.berth.placement.scenario.Distribution.Uniform;
import dev.berth.placement.scenario.Link;
import dev.berth.placement.verification.PercentileInterval;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LinkDelayTest {
    private static final int ITEMS = 20_000;

    /// Of all items.
    private static final double STANDARD_ERRORS = 4 / Math.sqrt(ITEMS);

    @Test
    void end_ofALinkWithALatency_hasItsQuantiles() {
        List<Double> seconds = seconds(link(new Uniform(0.01, 0.03), 1e9, 0), ITEMS, 1000, 4);

        // A microsecond of it is that of the bytes.
        assertThat(share(seconds, 0.1)).isCloseTo(0.012, within(0.02 * STANDARD_ERRORS));
        assertThat(share(seconds, 0.5)).isCloseTo(0.02, within(0.02 * STANDARD_ERRORS));
        assertThat(share(seconds, 0.9)).isCloseTo(0.028, within(0.02 * STANDARD_ERRORS));
    }

    @Test
    void end_ofItemsThatOvertake_isTheirOwn() {
        List<Double> ends = new ArrayList<>();
        List<Double> seconds = seconds(link(new Uniform(0.01, 0.03), 1e9, 0), 1000, 1000, 4);
        for (int i = 0; i < seconds.size(); i++) {
            ends.add(0.004 * i + seconds.get(i));
        }

        assertThat(ends).isNotEqualTo(ends.stream().sorted().toList());
    }

    @Test
    void end_ofItemsAtOnce_isAfterTheTimeOfTheBandwidth() {
        List<Double> seconds = seconds(link(new Fixed(0), 2e6, 0), 40, 50_000, 0);

        // 2 MB at 2 MB/s; the first item takes 25 ms.
        for (int i = 0; i < seconds.size(); i++) {
            assertThat(seconds.get(i)).isCloseTo(0.025 * (i + 1), within(1e-9));
        }
    }

    @Test
    void end_ofALinkThatLoses_isAWayThereAndBackLaterForEachLoss() {
        // One packet each, of which a fifth is lost: 10 ms, or 30 ms, or 50 ms ….
        List<Double> seconds = seconds(link(new Fixed(0.01), 1e9, 0.2), ITEMS, 1000, 3);

        for (int losses = 0; losses < 4; losses++) {
            double expected = 0.01 + 0.02 * losses + 1e-6;
            double found =
                    seconds.stream().filter(each -> Math.abs(each - expected) < 1e-9).count();
            double share = 0.8 * Math.pow(0.2, losses);
            assertThat(found / ITEMS)
                    .as("share of %d losses", losses)
                    .isCloseTo(share, within(STANDARD_ERRORS * Math.sqrt(share * (1 - share))));
        }
    }

    private static Link link(Distribution latency, double bytesPerSecond, double loss) {
        return new Link("l", "a", "b", latency, bytesPerSecond, bytesPerSecond, loss, 0, 0, 0);
    }

    private static double share(List<Double> seconds, double share) {
        return PercentileInterval.of(seconds.stream().sorted().toList(), share).value();
    }

    /// Seconds from the sending of each item to its arrival.
    private static List<Double> seconds(Link link, int items, int bytes, int millisBetween) {
        var queue =
                new TransmissionQueue(
                        link.bytesPerSecondOut(), List.of(), 0, new SplittableRandom(8));
        var delay = new LinkDelay(link, _ -> queue, new SplittableRandom(9));
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            long sent = 1_000_000L * i * millisBetween;
            var frame = new ItemFrame(false, 0, 0, 0, 0, 0, 0, i, sent, sent, bytes);
            seconds.add((delay.endNanos(frame) - sent) / 1e9);
        }
        return seconds;
    }
}
