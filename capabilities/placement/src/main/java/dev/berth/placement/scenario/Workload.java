package dev.berth.placement.scenario;

/// Use of a system by its users.
///
/// @param sessionsPerSecond of one user, over the whole day
/// @param sessionSeconds length of a session
/// @param peak load of the busiest hour over the mean
public record Workload(double users, double sessionsPerSecond, double sessionSeconds, double peak) {

    /// Users with a session in the busiest hour, all of them at most.
    public double activeUsersAtPeak() {
        return users * Math.min(1, sessionsPerSecond * sessionSeconds * peak);
    }

    /// Seconds of sessions of all users in a month.
    public double sessionSecondsPerMonth() {
        return users * sessionsPerSecond * sessionSeconds * Scenario.MONTH_SECONDS;
    }
}
