package dev.berth.deploy.autoscale;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Rate of requests over a day: a sine from a fifth of the expected rate at 3 o'clock to nine
/// tenths of it at 15 o'clock, and bursts of some minutes on top, which never exceed it.
///
/// @param perSecond the expected rate, which the bursts of the afternoon reach
public record LoadCurve(double perSecond, List<Burst> bursts) {
    private static final double NIGHT = 0.2;
    private static final double AFTERNOON = 0.9;
    private static final double DAY_SECONDS = 86_400;
    private static final double LOWEST_SECONDS = 3 * 3_600.0;

    /// Of a day, one in each part of it.
    private static final int BURSTS = 24;

    private static final double BURST_SECONDS_MIN = 120;
    private static final double BURST_SECONDS_SPAN = 480;

    /// A time of more requests: the rate is multiplied, from one second to the next.
    ///
    /// @param start in seconds of the day
    public record Burst(double start, double end, double factor) {}

    public LoadCurve {
        bursts = List.copyOf(bursts);
    }

    /// A day whose bursts a seed chooses.
    public static LoadCurve day(double perSecond, long seed) {
        var random = new SplittableRandom(seed);
        List<Burst> bursts = new ArrayList<>();
        double part = DAY_SECONDS / BURSTS;
        for (int i = 0; i < BURSTS; i++) {
            double length = BURST_SECONDS_MIN + BURST_SECONDS_SPAN * random.nextDouble();
            double start = part * i + (part - length) * random.nextDouble();
            bursts.add(new Burst(start, start + length, 1.3 + 0.7 * random.nextDouble()));
        }
        return new LoadCurve(perSecond, bursts);
    }

    /// The rate at a second of the day.
    public double at(double second) {
        double phase = 2 * Math.PI * (second - LOWEST_SECONDS) / DAY_SECONDS;
        double share = NIGHT + (AFTERNOON - NIGHT) * (1 - Math.cos(phase)) / 2;
        for (Burst burst : bursts) {
            if (second >= burst.start() && second < burst.end()) {
                share *= burst.factor();
            }
        }
        return perSecond * Math.min(1, share);
    }
}
