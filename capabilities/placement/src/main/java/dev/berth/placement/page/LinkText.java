package dev.berth.placement.page;

import dev.berth.placement.report.Plan;
import dev.berth.placement.report.UnitText;
import dev.berth.placement.scenario.Distribution;
import dev.berth.placement.scenario.Link;

/// Numbers of links in words.
final class LinkText {
    private static final double BITS = 8;
    private static final double LOW = 0.01;
    private static final double HIGH = 0.99;

    private LinkText() {}

    /// The range of the latency.
    static String latency(Link link) {
        return distribution(link.latency());
    }

    static String distribution(Distribution distribution) {
        return switch (distribution.shape()) {
            case Distribution.Fixed _ -> UnitText.seconds(distribution.median());
            case Distribution.Uniform _ ->
                    UnitText.seconds(distribution.quantile(0))
                            + " to "
                            + UnitText.seconds(distribution.quantile(1));
            default ->
                    UnitText.seconds(distribution.median())
                            + " (p99 "
                            + UnitText.seconds(distribution.quantile(HIGH))
                            + ")";
        };
    }

    /// In bits, as scenarios have it.
    static String bandwidth(Link link) {
        String out = bits(link.bytesPerSecondOut());
        String back = bits(link.bytesPerSecondBack());
        return out.equals(back) ? out : out + " / " + back;
    }

    private static String bits(double bytesPerSecond) {
        return UnitText.bytes(bytesPerSecond * BITS).replace("B", "bit") + "/s";
    }

    static String use(Plan.LinkUse use) {
        if (use.bytesPerMonth() == 0) {
            return "not used";
        }
        return share(use.utilisation()) + " used";
    }

    /// A share without needless digits.
    static String share(double share) {
        return share > 0 && share < LOW ? "less than 1%" : UnitText.percent(share);
    }
}
