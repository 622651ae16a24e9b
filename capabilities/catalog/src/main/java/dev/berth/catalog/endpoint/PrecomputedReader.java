package dev.berth.catalog.endpoint;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.endpoint.PrecomputedPolicy;
import dev.berth.core.endpoint.PrecomputedPolicy.OnMiss;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reader of `cached`: how an endpoint answers from precomputed answers.
final class PrecomputedReader {
    private PrecomputedReader() {}

    /// Reads the settings; empty if they have an error.
    ///
    /// @param root of the endpoint's file
    static Optional<PrecomputedPolicy> read(DocumentNode place, DocumentNode root) {
        if (place.hasUnsoundEntry() || !place.isSound()) {
            return Optional.empty();
        }
        List<String> keys =
                place.items("key").stream().flatMap(each -> each.text().stream()).toList();
        Optional<Duration> ageMax = place.duration("max-age");
        OnMiss onMiss =
                place.text("on-miss")
                        .map(word -> OnMiss.valueOf(word.toUpperCase(Locale.ROOT)))
                        .orElse(OnMiss.COMPUTE);
        Map<String, Object> defaultRecord = new LinkedHashMap<>();
        place.child("default")
                .ifPresent(
                        each ->
                                each.entries()
                                        .forEach(
                                                (name, value) ->
                                                        defaultRecord.put(name, value.value())));
        Optional<String> encryptBy = place.text("encrypt-by");
        // Each reports its own error.
        boolean isAgeSound = isAgeSound(place, ageMax);
        boolean isDefaultSound = isDefaultSound(place, onMiss, defaultRecord);
        boolean isUserSound = isUserSound(place, keys, encryptBy);
        boolean isAlone = isWithoutVariants(place, root);
        boolean isSound = isAgeSound && isDefaultSound && isUserSound && isAlone;
        return isSound
                ? Optional.of(new PrecomputedPolicy(keys, ageMax, onMiss, defaultRecord, encryptBy))
                : Optional.empty();
    }

    private static boolean isAgeSound(DocumentNode place, Optional<Duration> ageMax) {
        if (ageMax.isEmpty() || !ageMax.get().isZero()) {
            return true;
        }
        place.child("max-age")
                .ifPresent(
                        written ->
                                written.error(
                                        "an age of nothing",
                                        "a duration above zero",
                                        "remove `cached`, or write how old an answer may be, such"
                                                + " as `1d`"));
        return false;
    }

    private static boolean isDefaultSound(
            DocumentNode place, OnMiss onMiss, Map<String, Object> defaultRecord) {
        if (defaultRecord.isEmpty() != (onMiss == OnMiss.DEFAULT)) {
            return true;
        }
        if (onMiss == OnMiss.DEFAULT) {
            place.error(
                    "`on-miss: default` without `default`",
                    "the inputs of the record whose answer is given",
                    "write `default: {user: popular}`, with inputs of this endpoint");
        } else {
            place.child("default")
                    .ifPresent(
                            written ->
                                    written.error(
                                            "`default` without `on-miss: default`",
                                            "both or none",
                                            "write `on-miss: default`, or remove `default`"));
        }
        return false;
    }

    private static boolean isUserSound(
            DocumentNode place, List<String> keys, Optional<String> encryptBy) {
        if (encryptBy.isEmpty() || keys.isEmpty() || keys.contains(encryptBy.get())) {
            return true;
        }
        place.child("encrypt-by")
                .ifPresent(
                        written ->
                                written.error(
                                        "'" + encryptBy.get() + "', which is not in `key`",
                                        "one of " + String.join(", ", keys),
                                        "add it to `key`: an answer belongs to one user"));
        return false;
    }

    /// Which variant a precomputed answer is of would be decided when it is computed.
    private static boolean isWithoutVariants(DocumentNode place, DocumentNode root) {
        boolean hasVariants =
                root.child("traffic").flatMap(traffic -> traffic.child("variants")).isPresent();
        if (hasVariants) {
            place.error(
                    "precomputed answers of an endpoint with variants",
                    "one of the two",
                    "give each variant an endpoint of its own, or remove `cached`");
        }
        return !hasVariants;
    }
}
