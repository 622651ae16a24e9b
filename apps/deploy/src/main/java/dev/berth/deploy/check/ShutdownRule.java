package dev.berth.deploy.check;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A grace of the pod that is shorter than the end of the server takes.
final class ShutdownRule implements ManifestRule {
    private static final long GRACE_DEFAULT = 30;

    /// Of `--shutdown-grace-period`.
    private static final long DRAIN_DEFAULT = 25;

    /// What a server takes beyond its grace (docs/guides/operate.md).
    private static final long EXIT_SECONDS = 3;

    private static final Pattern OPTION =
            Pattern.compile("--(lame-duck|shutdown-grace-period)=([0-9]{1,6})(ms|s|m|h)");

    @Override
    public void check(ManifestSet manifests, Findings findings) {
        for (PodSource pod : manifests.pods()) {
            for (ManifestNode container : pod.spec().get("containers").items()) {
                if (ProbeRule.isBerth(container)) {
                    check(pod.podContext(), container, findings);
                }
            }
        }
    }

    private static void check(ManifestNode pod, ManifestNode container, Findings findings) {
        ManifestNode grace = pod.get("terminationGracePeriodSeconds");
        long allowed = grace.number().orElse(GRACE_DEFAULT);
        long preStop = container.at("lifecycle", "preStop", "sleep", "seconds").number().orElse(0);
        long lameDuck = 0;
        long drain = DRAIN_DEFAULT;
        for (ManifestNode argument : container.get("args").items()) {
            Matcher option = OPTION.matcher(argument.text());
            if (option.matches()) {
                long seconds = seconds(Long.parseLong(option.group(2)), option.group(3));
                if (option.group(1).equals("lame-duck")) {
                    lameDuck = seconds;
                } else {
                    drain = seconds;
                }
            }
        }
        long needed = preStop + lameDuck + drain + EXIT_SECONDS;
        if (allowed < needed) {
            findings.report(
                    grace,
                    "a grace of " + allowed + " s",
                    "at least preStop "
                            + preStop
                            + " + lame duck "
                            + lameDuck
                            + " + drain "
                            + drain
                            + " + exit "
                            + EXIT_SECONDS
                            + " = "
                            + needed
                            + " s",
                    "raise terminationGracePeriodSeconds: the kubelet kills requests in flight");
        }
        if (preStop == 0 && lameDuck == 0) {
            findings.report(
                    container.get("lifecycle"),
                    "neither a preStop nor a lame duck",
                    "one of them: requests arrive until all proxies know that the pod ends",
                    "add preStop: {sleep: {seconds: 5}}");
        }
    }

    private static long seconds(long amount, String unit) {
        return switch (unit) {
            case "ms" -> (amount + 999) / 1000;
            case "s" -> amount;
            case "m" -> amount * 60;
            default -> amount * 3600;
        };
    }
}
