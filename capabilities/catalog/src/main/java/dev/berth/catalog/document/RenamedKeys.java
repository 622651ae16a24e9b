package dev.berth.catalog.document;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Table of keys that had another name in an earlier version of the YAML files. An old key is no
/// alias: it is an error whose remedy names the new key.
final class RenamedKeys {
    /// The new names by the old one; which of several is meant follows from the place.
    private static final Map<String, List<String>> NEW_NAMES =
            Map.ofEntries(
                    Map.entry("size-max", List.of("max-size")),
                    Map.entry("delay-max", List.of("max-queue-delay")),
                    Map.entry("when-shapes-differ", List.of("mixed-shapes")),
                    Map.entry("queue-rows-max", List.of("max-queue-rows")),
                    Map.entry("answer-max", List.of("max-response-bytes")),
                    Map.entry("spinning", List.of("allow-spinning")),
                    Map.entry("as", List.of("file-name")),
                    Map.entry("in-place-of", List.of("replace")),
                    Map.entry("if-it-fails", List.of("failure-policy")),
                    Map.entry("choose-by", List.of("route-by")),
                    Map.entry("choose-by-header", List.of("route-by-header")),
                    Map.entry("escalation-max", List.of("max-escalation-ratio")),
                    Map.entry("with", List.of("inputs")),
                    Map.entry("each", List.of("for-each", "per-model")),
                    Map.entry("otherwise", List.of("default-outputs")),
                    Map.entry("breaker", List.of("circuit-breaker")),
                    Map.entry("failures", List.of("failure-threshold")),
                    Map.entry("pause", List.of("open-duration")),
                    Map.entry("answer", List.of("respond")),
                    Map.entry("fall-back", List.of("fallback")),
                    Map.entry("memory", List.of("max-bytes")),
                    Map.entry("time-to-live", List.of("ttl")),
                    Map.entry("within", List.of("threshold")),
                    Map.entry("share", List.of("sample-ratio", "target-ratio")),
                    Map.entry("waiting-records", List.of("max-queued-records")),
                    Map.entry("concurrent-records", List.of("max-concurrent-records")),
                    Map.entry("adaptive", List.of("adaptive-concurrency")),
                    Map.entry("time", List.of("timestamp-column")),
                    Map.entry("created", List.of("created-timestamp-column")),
                    Map.entry("id", List.of("event-id-column")),
                    Map.entry("zone", List.of("timezone")),
                    Map.entry("epoch", List.of("epoch-unit")),
                    Map.entry("lateness", List.of("allowed-lateness")),
                    Map.entry("history", List.of("batch-source")),
                    Map.entry("servers", List.of("bootstrap-servers")),
                    Map.entry("mechanism", List.of("sasl-mechanism")),
                    Map.entry("of", List.of("input-column")),
                    Map.entry("where", List.of("filter")),
                    Map.entry("by", List.of("bucket-by")),
                    Map.entry("tiles", List.of("tile-size")),
                    Map.entry("reads", List.of("views")),
                    Map.entry("cached", List.of("cache-ttl")),
                    Map.entry("undeclared", List.of("anonymous")),
                    Map.entry("open-routes", List.of("public-routes")),
                    Map.entry("identities", List.of("certificate-identities")),
                    Map.entry("log", List.of("log-sample-ratio")),
                    Map.entry("materialize", List.of("materialize-interval")),
                    Map.entry("authorities", List.of("ca-file")),
                    Map.entry("certificate", List.of("cert-file")),
                    Map.entry("key", List.of("join-key", "key-file")),
                    Map.entry("keys", List.of("jwks")));

    private RenamedKeys() {}

    /// The new name of a key, if it is one of those that may stand at its place.
    static Optional<String> find(String key, Collection<String> allowed) {
        return NEW_NAMES.getOrDefault(key, List.of()).stream()
                .filter(allowed::contains)
                .findFirst();
    }
}
