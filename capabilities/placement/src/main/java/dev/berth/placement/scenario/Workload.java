package dev.berth.placement.scenario;

import java.util.List;

/// Use of a system by its users.
///
/// @param sessionsPerSecond of one user, over the whole day
/// @param sessionSeconds length of a session
/// @param peak load of the busiest hour over the mean
/// @param hours load of each hour of a day over that of the busiest, 0 to 1; empty if unknown
public record Workload(
        double users,
        double sessionsPerSecond,
        double sessionSeconds,
        double peak,
        List<Double> hours) {

    public Workload {
        hours = List.copyOf(hours);
    }

    /// A workload whose daily curve is unknown.
    public Workload(double users, double sessionsPerSecond, double sessionSeconds, double peak) {
        this(users, sessionsPerSecond, sessionSeconds, peak, List.of());
    }

    /// A workload with a daily curve.
    ///
    /// @param loads of the hours of a day, in any unit, one of them greater than 0
    public static Workload ofDay(
            double users, double sessionsPerSecond, double sessionSeconds, List<Double> loads) {
        double most = loads.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        if (!(most > 0)) {
            throw new IllegalArgumentException(
                    "hours " + loads + " (expected: one greater than 0)");
        }
        double mean = loads.stream().mapToDouble(Double::doubleValue).average().orElse(most);
        return new Workload(
                users,
                sessionsPerSecond,
                sessionSeconds,
                most / mean,
                loads.stream().map(load -> load / most).toList());
    }

    /// The same workload with other users and sessions.
    public Workload scaled(double usersFactor, double sessionFactor) {
        return new Workload(
                users * usersFactor,
                sessionsPerSecond,
                sessionSeconds * sessionFactor,
                peak,
                hours);
    }

    /// Users with a session in the busiest hour, all of them at most.
    public double activeUsersAtPeak() {
        return users * Math.min(1, sessionsPerSecond * sessionSeconds * peak);
    }

    /// Seconds of sessions of all users in a month.
    public double sessionSecondsPerMonth() {
        return users * sessionsPerSecond * sessionSeconds * Scenario.MONTH_SECONDS;
    }
}
