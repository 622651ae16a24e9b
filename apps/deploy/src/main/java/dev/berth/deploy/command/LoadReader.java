package dev.berth.deploy.command;

import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.deploy.kubernetes.SystemNeeds;
import dev.berth.deploy.sizing.MeasuredService;
import dev.berth.deploy.sizing.ProfileFiles;
import dev.berth.deploy.sizing.ServiceLoad;
import dev.berth.deploy.sizing.ServiceTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reader of the expected loads: `--rate` and `--p99` with the profiles of what they name, or
/// `--measured` in place of a profile.
final class LoadReader {
    private static final List<String> MEASURED = List.of("mean", "p99", "peak", "processors");

    private final SystemNeeds needs;
    private final ProfileFiles profiles;
    private final List<NamedText> targets;
    private final List<NamedText> measured;

    LoadReader(
            SystemNeeds needs,
            ProfileFiles profiles,
            List<NamedText> targets,
            List<NamedText> measured) {
        this.needs = needs;
        this.profiles = profiles;
        this.targets = targets;
        this.measured = measured;
    }

    List<ServiceLoad> read(List<NamedText> rates) {
        if (rates.isEmpty() || targets.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "no " + (rates.isEmpty() ? "--rate" : "--p99"),
                    "say which load is expected, like --rate 2000/s --p99 50ms");
        }
        List<ServiceLoad> loads = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        for (NamedText rate : rates) {
            String name = rate.name().orElseGet(() -> only("--rate"));
            if (seen.contains(name)) {
                throw new ProblemException(
                        ProblemCode.USAGE,
                        "--rate of '" + name + "' twice",
                        "write the sum of both");
            }
            seen.add(name);
            requireKnown(name);
            loads.add(new ServiceLoad(service(name), rate.rate(), target(name).seconds()));
        }
        for (NamedText named : targets) {
            named.name().ifPresent(name -> requireRate(name, "--p99", seen));
        }
        for (NamedText named : measured) {
            named.name().ifPresent(name -> requireRate(name, "--measured", seen));
        }
        return loads;
    }

    private static void requireRate(String name, String option, List<String> seen) {
        if (!seen.contains(name)) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    option + " of '" + name + "', which has no --rate",
                    "add --rate " + name + "=..., or leave it out");
        }
    }

    private NamedText target(String name) {
        return find(targets, name)
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        ProblemCode.USAGE,
                                        "no --p99 for '" + name + "'",
                                        "add --p99 " + name + "=50ms"));
    }

    private MeasuredService service(String name) {
        return find(measured, name)
                .map(text -> given(name, text))
                .orElseGet(() -> profiles.requireService(name));
    }

    private static MeasuredService given(String name, NamedText text) {
        Map<String, NamedText> entries = text.entries(MEASURED);
        double mean = NamedText.entry(entries, "mean").seconds();
        double p99 = NamedText.entry(entries, "p99").seconds();
        int processors = NamedText.entry(entries, "processors").count();
        if (p99 < mean || processors < 1) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--measured '"
                            + text.value()
                            + "' (expected: a p99 of at least the mean, 1 processor or more)",
                    "correct --measured");
        }
        return new MeasuredService(
                name,
                ServiceTime.ofMeanAndP99(mean, p99),
                1,
                NamedText.entry(entries, "peak").rate(),
                processors,
                "--measured, with the variation of an exponential distribution");
    }

    private static Optional<NamedText> find(List<NamedText> texts, String name) {
        return texts.stream()
                .filter(each -> each.name().equals(Optional.of(name)))
                .findFirst()
                .or(() -> texts.stream().filter(each -> each.name().isEmpty()).findFirst());
    }

    /// The only thing that callers can name: the endpoint, or without endpoints the model.
    private String only(String option) {
        List<String> names = needs.endpoints().isEmpty() ? needs.models() : needs.endpoints();
        if (names.size() != 1) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    option + " without a name where there are " + String.join(", ", names),
                    "say of which, like " + option + " NAME=2000/s, once for each");
        }
        return names.getFirst();
    }

    private void requireKnown(String name) {
        List<String> names = new ArrayList<>(needs.endpoints());
        names.addAll(needs.models());
        if (!names.contains(name)) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--rate of '" + name + "', which the system does not have",
                    NearestName.find(name, names)
                            .map(near -> "write " + near)
                            .orElse("write one of " + String.join(", ", names)));
        }
    }
}
