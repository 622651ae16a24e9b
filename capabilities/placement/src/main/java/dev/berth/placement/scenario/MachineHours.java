package dev.berth.placement.scenario;

import dev.berth.placement.scenario.Site.Machines;

/// Machines of a shared site, in the busiest hour and in the mean of a day.
public final class MachineHours {
    /// A load that is a whole number of machines but for rounding.
    private static final double ROUNDING = 1e-9;

    private MachineHours() {}

    /// Machines in the busiest hour.
    ///
    /// @param cores that are busy then
    public static double atPeak(Site site, double cores) {
        return switch (site.machines()) {
            case Machines.EachUser _ -> 1;
            case Machines.Count(double count) -> count;
            case Machines.AsNeeded(double utilisation) ->
                    Math.max(1, Math.ceil(cores / (site.cores() * utilisation) - ROUNDING));
        };
    }

    /// Machines in the mean of a day: those of the busiest hour, unless machines come as needed and
    /// the daily curve is known.
    ///
    /// @param cores that are busy in the busiest hour
    public static double inTheMean(Site site, double cores, Workload workload) {
        if (!(site.machines() instanceof Machines.AsNeeded) || workload.hours().isEmpty()) {
            return atPeak(site, cores);
        }
        double sum = 0;
        for (double hour : workload.hours()) {
            sum += atPeak(site, cores * hour);
        }
        return sum / workload.hours().size();
    }
}
