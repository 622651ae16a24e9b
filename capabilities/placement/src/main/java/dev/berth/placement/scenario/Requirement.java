package dev.berth.placement.scenario;

import java.util.OptionalDouble;
import java.util.Set;

/// Condition that a placement has to meet.
///
/// Those of capacity follow from sites and links; the others are stated in a scenario.
public sealed interface Requirement {

    /// Limit of a percentile of a flow.
    ///
    /// @param percentile share of items, such as 0.99
    record Latency(String flow, double percentile, double secondsMax) implements Requirement {}

    /// The rate that sites and links of a flow can hold, its own among the others.
    record Rate(String flow, double itemsPerSecondMin) implements Requirement {}

    record Memory(String site, double bytesMax) implements Requirement {}

    record Storage(String site, double bytesMax) implements Requirement {}

    /// Mean power of a machine during a session.
    record Power(String site, double wattsMax) implements Requirement {}

    /// Time that a battery lasts in sessions.
    record Battery(String site, double hoursMin) implements Requirement {}

    /// Share of a flow's items that are answered while links with gaps are away.
    ///
    /// @param staleSecondsMax age of answers that still count; empty for any
    record Offline(String flow, double shareMin, OptionalDouble staleSecondsMax)
            implements Requirement {}

    /// Data of a class comes to no other sites.
    record Private(String data, Set<String> sites) implements Requirement {
        public Private {
            sites = Set.copyOf(sites);
        }
    }

    record CostPerUserMonth(double dollarsMax) implements Requirement {}

    record CostPerMonth(double dollarsMax) implements Requirement {}

    /// Time until a change of a component is with all users.
    record Fresh(String component, double secondsMax) implements Requirement {}

    record Quality(String component, double min) implements Requirement {}

    /// A share of a component's inputs is copied to a site.
    record Telemetry(String component, double share, String site) implements Requirement {}

    /// No part of the component's model lies on a machine of a user.
    record NotCopied(String component) implements Requirement {}

    /// Cores of a site are busy for less than the whole time.
    record SiteUtilisation(String site) implements Requirement {}

    /// A link carries less than its bandwidth, in each direction.
    record LinkUtilisation(String link) implements Requirement {}

    /// A site gets data of the classes that it may see.
    record Visibility(String site) implements Requirement {}

    /// Whether it follows from a site or link, and is not stated.
    default boolean isOfUtilisation() {
        return this instanceof SiteUtilisation || this instanceof LinkUtilisation;
    }
}
