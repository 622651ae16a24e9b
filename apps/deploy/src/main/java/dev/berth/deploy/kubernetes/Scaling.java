package dev.berth.deploy.kubernetes;

import java.util.Optional;

/// What changes the number of replicas.
public sealed interface Scaling {
    /// Nothing: the number is fixed.
    record Fixed() implements Scaling {}

    /// A HorizontalPodAutoscaler on the use of processors, which needs the metrics server only.
    record Cpu() implements Scaling {}

    /// A HorizontalPodAutoscaler on requests in flight, which needs an adapter from Prometheus to
    /// the custom metrics API.
    record MetricsAdapter() implements Scaling {}

    /// A ScaledObject of KEDA on requests in flight and the time in queues.
    ///
    /// @param prometheus address of the server that scrapes the replicas
    /// @param activationQuery with which no replicas are allowed: a query of PromQL for the
    ///   requests that arrive before any replica, such as those that a gateway counts
    record Keda(String prometheus, Optional<String> activationQuery) implements Scaling {}
}
