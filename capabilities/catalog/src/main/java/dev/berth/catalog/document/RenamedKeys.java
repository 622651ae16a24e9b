package dev.berth.catalog.document;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// Table of keys that had another name in an earlier version of the YAML files. An old key is no
/// alias: it is an error whose remedy names the new key.
final class RenamedKeys {
    private static final Map<String, String> NEW_NAMES =
            Map.ofEntries(
                    Map.entry("size-max", "max-size"),
                    Map.entry("delay-max", "max-queue-delay"),
                    Map.entry("when-shapes-differ", "mixed-shapes"),
                    Map.entry("queue-rows-max", "max-queue-rows"),
                    Map.entry("answer-max", "max-response-bytes"),
                    Map.entry("in-place-of", "replace"),
                    Map.entry("if-it-fails", "failure-policy"),
                    Map.entry("choose-by", "route-by"),
                    Map.entry("choose-by-header", "route-by-header"),
                    Map.entry("escalation-max", "max-escalation-ratio"),
                    Map.entry("time-to-live", "ttl"),
                    Map.entry("waiting-records", "max-queued-records"),
                    Map.entry("concurrent-records", "max-concurrent-records"),
                    Map.entry("open-routes", "public-routes"));

    private RenamedKeys() {}

    /// The new name of a key, if it is one of those that may stand at its place.
    static Optional<String> find(String key, Collection<String> allowed) {
        return Optional.ofNullable(NEW_NAMES.get(key)).filter(allowed::contains);
    }
}
