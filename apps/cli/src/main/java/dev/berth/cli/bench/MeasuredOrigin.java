package dev.berth.cli.bench;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.endpoint.EndpointEntries;
import dev.berth.catalog.profile.ModelProfile.Origin;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.cli.target.IndexEntry;
import dev.berth.cli.target.PredictionTarget;
import dev.berth.core.ShellWord;
import dev.berth.evaluation.subject.SubjectPackages;
import dev.berth.scoring.prediction.Subject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Origin of a measurement: the command line that gives it, and the digest of what was measured.
final class MeasuredOrigin {
    private MeasuredOrigin() {}

    /// @param measured the model or endpoint that responded
    /// @param protocol of the calls
    static Origin of(BenchRun.Settings plan, IndexEntry measured, String protocol) {
        return new Origin(
                command(plan, protocol),
                PredictionTarget.isAddress(plan.place())
                        ? ""
                        : digest(Catalog.open(Path.of(plan.place())).read(), measured));
    }

    private static String digest(CatalogSnapshot system, IndexEntry measured) {
        boolean isEndpoint = system.part(EndpointEntries.class).names().contains(measured.model());
        var subject =
                isEndpoint
                        ? new Subject(Subject.Kind.ENDPOINT, measured.model(), "")
                        : new Subject(Subject.Kind.MODEL, measured.model(), measured.version());
        return SubjectPackages.find(system, subject).map(SubjectPackages::digest).orElse("");
    }

    /// The command as it would be typed beside the system's directory.
    private static String command(BenchRun.Settings plan, String protocol) {
        List<String> words = new ArrayList<>(List.of("berth", "bench"));
        words.add(PredictionTarget.isAddress(plan.place()) ? plan.place() : folder(plan.place()));
        words.add(plan.model());
        words.addAll(plan.values());
        if (plan.rates().isEmpty()) {
            words.addAll(List.of("--concurrency", joined(plan.concurrency())));
        } else {
            words.addAll(List.of("--rate", joined(plan.rates())));
        }
        words.addAll(List.of("--batch", joined(plan.batches())));
        words.addAll(List.of("--warm-up", plan.warmUp().toMillis() + "ms"));
        words.addAll(List.of("--duration", plan.duration().toMillis() + "ms"));
        words.addAll(List.of("--protocol", protocol));
        return words.stream().map(ShellWord::of).collect(Collectors.joining(" "));
    }

    private static String folder(String place) {
        Path name = Path.of(place).toAbsolutePath().normalize().getFileName();
        return name == null ? place : name.toString();
    }

    private static String joined(List<?> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
