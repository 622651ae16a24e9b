package dev.berth.placement.scenario;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/// Place where components run: one machine of each user, or shared machines.
///
/// @param cores of one machine
/// @param speed of a core relative to one of the machine of the profiles
/// @param memoryBytes of one machine
/// @param storageBytes of one machine
/// @param busyWatts of one busy core
/// @param idleWatts of the machine besides
/// @param batteryWattHours empty for a machine without battery
/// @param dollarsPerHour of one machine
/// @param sees classes of data that may come here; empty for all
public record Site(
        String name,
        Machines machines,
        double cores,
        double speed,
        double memoryBytes,
        double storageBytes,
        double busyWatts,
        double idleWatts,
        OptionalDouble batteryWattHours,
        double dollarsPerHour,
        Optional<Set<String>> sees) {

    /// How many machines there are.
    public sealed interface Machines {
        /// One for each user, who alone uses it.
        record EachUser() implements Machines {}

        /// A fixed number, shared by all users.
        record Count(double count) implements Machines {}

        /// The fewest whose share of busy time is at most `utilisation` in the busiest hour.
        record AsNeeded(double utilisation) implements Machines {}
    }

    public Site {
        sees = sees.map(Set::copyOf);
    }

    public boolean isOfUser() {
        return machines instanceof Machines.EachUser;
    }
}
