package dev.berth.placement.part;

import dev.berth.catalog.profile.LatencySummary;
import dev.berth.catalog.profile.LoadMeasurement;
import dev.berth.catalog.profile.ModelProfile;
import dev.berth.placement.scenario.Distribution;
import dev.berth.placement.scenario.Distribution.Measured.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Times that a profile measured of one caller with one record: nothing waits there.
public final class ProfileTimes {
    private static final double NANOS = 1e-9;

    private ProfileTimes() {}

    /// The distribution of the times; empty if the profile has no measurement of one caller.
    public static Optional<Distribution.Measured> alone(ModelProfile profile) {
        return latency(profile).map(ProfileTimes::distribution);
    }

    static Optional<LatencySummary> latency(ModelProfile profile) {
        return profile.measurements().stream()
                .filter(load -> load.callers().orElse(0) == 1 && load.batch() == 1)
                .filter(load -> load.calls() > 0)
                .findFirst()
                .flatMap(LoadMeasurement::latency);
    }

    private static Distribution.Measured distribution(LatencySummary latency) {
        List<Point> points = new ArrayList<>();
        points.add(new Point(0, latency.minNanos() * NANOS));
        add(points, 0.5, latency.p50Nanos());
        add(points, 0.9, latency.p90Nanos());
        add(points, 0.99, latency.p99Nanos());
        add(points, 1, latency.maxNanos());
        return new Distribution.Measured(points);
    }

    private static void add(List<Point> points, double share, long nanos) {
        points.add(new Point(share, Math.max(points.getLast().seconds(), nanos * NANOS)));
    }
}
