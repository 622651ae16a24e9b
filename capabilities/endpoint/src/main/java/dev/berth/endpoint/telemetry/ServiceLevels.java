package dev.berth.endpoint.telemetry;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCategory;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.endpoint.ServiceLevel;

/// Evaluates records against the service level objectives of their endpoint.
public final class ServiceLevels {
    private ServiceLevels() {}

    /// A record was answered.
    ///
    /// @param nanos from its admission on
    public static void answered(
            ServiceLevel level, EndpointName name, long nanos, EndpointListener listener) {
        level.availability()
                .ifPresent(
                        goal -> listener.onSloEvaluated(name, Objective.AVAILABILITY, goal, true));
        level.latency()
                .ifPresent(
                        latency ->
                                listener.onSloEvaluated(
                                        name,
                                        Objective.LATENCY,
                                        latency.share(),
                                        nanos <= latency.within().toNanos()));
    }

    /// A record was not. What its caller got wrong or gave up, and what a guard refused or had no
    /// answer to, is no violation of the endpoint, and does not count.
    public static void failed(
            ServiceLevel level, EndpointName name, Problem problem, EndpointListener listener) {
        if (problem.code().category() != ProblemCategory.CALLER) {
            level.availability()
                    .ifPresent(
                            goal ->
                                    listener.onSloEvaluated(
                                            name, Objective.AVAILABILITY, goal, false));
        }
    }
}
