package dev.berth.deploy.check;

import java.math.BigDecimal;
import java.util.Optional;

/// Requests above limits, missing ones, and amounts that are none.
final class ResourceRule implements ManifestRule {
    /// Less is a unit that was left out.
    private static final BigDecimal MEMORY_MIN = BigDecimal.valueOf(64L << 20);

    @Override
    public void check(ManifestSet manifests, Findings findings) {
        for (PodSource pod : manifests.pods()) {
            for (ManifestNode container : pod.spec().get("containers").items()) {
                check(container.get("resources"), findings);
            }
        }
    }

    private static void check(ManifestNode resources, Findings findings) {
        ManifestNode memory = resources.at("limits", "memory");
        if (!memory.isPresent()) {
            findings.report(
                    resources,
                    "no limit of memory",
                    "one: the server sizes its heap by it",
                    "add resources.limits.memory");
        }
        for (String each : new String[] {"cpu", "memory"}) {
            if (!resources.at("requests", each).isPresent()
                    && !resources.at("limits", each).isPresent()) {
                findings.report(
                        resources,
                        "no request of " + each,
                        "one, by which the scheduler finds a node",
                        "add resources.requests." + each);
            }
        }
        for (String kind : new String[] {"requests", "limits"}) {
            for (String key : resources.get(kind).keys()) {
                checkAmount(resources.at(kind, key), key, findings);
            }
        }
        for (String key : resources.get("requests").keys()) {
            ManifestNode request = resources.at("requests", key);
            Optional<BigDecimal> wanted = Quantity.parse(request.scalar());
            Optional<BigDecimal> limit = Quantity.parse(resources.at("limits", key).scalar());
            if (wanted.isPresent()
                    && limit.isPresent()
                    && wanted.get().compareTo(limit.get()) > 0) {
                findings.report(
                        request,
                        "a request of " + request.scalar() + " " + key,
                        "at most the limit, " + resources.at("limits", key).scalar(),
                        "lower the request, or raise the limit");
            }
        }
    }

    private static void checkAmount(ManifestNode amount, String key, Findings findings) {
        Optional<BigDecimal> value = Quantity.parse(amount.scalar());
        if (value.isEmpty()) {
            findings.report(
                    amount,
                    "the amount '" + amount.scalar() + "'",
                    "a number with a unit, like 500m or 512Mi",
                    "correct it");
        } else if (key.equals("memory") && value.get().compareTo(MEMORY_MIN) < 0) {
            findings.report(
                    amount,
                    amount.scalar() + " of memory",
                    "64Mi or more",
                    "add the unit: a number alone counts bytes, and m thousandths of one");
        }
    }
}
