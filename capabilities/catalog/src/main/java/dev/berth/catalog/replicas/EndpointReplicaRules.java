package dev.berth.catalog.replicas;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.system.SystemDescription;
import java.util.Map;

/// Rules of an endpoint in `endpoints/*.yaml`.
final class EndpointReplicaRules {
    private EndpointReplicaRules() {}

    static void check(DocumentNode root, EndpointDescription endpoint, SystemDescription system) {
        boolean hasVariants =
                endpoint.traffic().filter(traffic -> !traffic.variants().isEmpty()).isPresent();
        if (hasVariants && system.state().isEmpty()) {
            root.child("traffic")
                    .flatMap(traffic -> traffic.child("variants"))
                    .ifPresent(EndpointReplicaRules::reportState);
        }
        root.child("cache").ifPresent(EndpointReplicaRules::warnOfCache);
        entries(root, "fallback")
                .forEach(
                        (name, rule) ->
                                rule.child("cached")
                                        .ifPresent(EndpointReplicaRules::warnOfCachedFallback));
        root.child("limits")
                .flatMap(limits -> limits.child("max-concurrent-records"))
                .ifPresent(EndpointReplicaRules::warnOfLimit);
        entries(root, "steps")
                .forEach(
                        (name, step) ->
                                step.child("circuit-breaker")
                                        .ifPresent(EndpointReplicaRules::warnOfBreaker));
    }

    private static Map<String, DocumentNode> entries(DocumentNode root, String key) {
        return root.child(key).map(DocumentNode::entries).orElse(Map.of());
    }

    private static void reportState(DocumentNode variants) {
        variants.error(
                "traffic weights that are changed at run time are in .berth/state.db of each"
                        + " replica",
                "one database for all replicas",
                "write `state: {store: \"postgresql://berth:${STATE_PASSWORD}@HOST/DATABASE\"}` and"
                        + " `name` in berth.yaml");
    }

    private static void warnOfCache(DocumentNode cache) {
        cache.warn(
                "a cache of responses in the memory of each replica",
                "the memory once in each replica, and fewer hits with more of them",
                "count `max-bytes` in the memory of each replica; a response is at most `ttl` older"
                        + " in one than in another");
    }

    private static void warnOfCachedFallback(DocumentNode cached) {
        cached.warn(
                "a fallback to responses that this replica has in its cache",
                "a further fallback, for records that another replica answered before",
                "add `replace` or `respond` after it");
    }

    private static void warnOfLimit(DocumentNode limit) {
        limit.warn(
                "a limit of records in flight, which each replica counts for itself",
                "the number of records divided by the number of replicas",
                "divide it by the least number of replicas, if it protects what they share");
    }

    private static void warnOfBreaker(DocumentNode breaker) {
        breaker.warn(
                "a circuit breaker, for which each replica counts its own failures",
                "as many failures in each replica before all of them stop calling",
                "lower `failure-threshold` if what the step calls is shared and must be spared"
                        + " sooner");
    }
}
