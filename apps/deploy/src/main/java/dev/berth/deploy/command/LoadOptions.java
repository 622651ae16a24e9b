package dev.berth.deploy.command;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options for the expected load and what was measured.
final class LoadOptions {
    private static final Pattern NUMBERS = Pattern.compile("(?:mean|p99|peak|processors)=[^=]*,");

    @Option(
            names = "--rate",
            paramLabel = "[NAME=]R",
            description =
                    "Requests of one record at the height of the day, like 2000/s; with several"
                            + " models or endpoints once for each that callers use.")
    private List<String> rates = new ArrayList<>();

    @Option(
            names = "--p99",
            paramLabel = "[NAME=]DURATION",
            description = "Time within which 99 %% of them are to be answered, like 50ms.")
    private List<String> targets = new ArrayList<>();

    @Option(
            names = "--headroom",
            paramLabel = "SHARE",
            defaultValue = "30%",
            description = "What is held beyond the rate. Default: 30%%.")
    private String headroom = "";

    @Option(
            names = "--measured",
            paramLabel = "[NAME=]NUMBERS",
            description =
                    "Numbers in place of a profile: mean and p99 of a request, peak and processors,"
                            + " like "
                            + NamedText.EXAMPLE
                            + ".")
    private List<String> measured = new ArrayList<>();

    @Option(
            names = "--memory",
            paramLabel = "BYTES",
            description =
                    "Native memory of all models together, like 500M, in place of their profiles'.")
    private @Nullable String memory;

    @Option(
            names = "--model-copies",
            paramLabel = "K",
            description =
                    "Replicas that clients send each model's requests to (model affinity): a replica"
                            + " has memory for its share of the models, and loads them on demand."
                            + " Default: every replica holds all.")
    private @Nullable String modelCopies;

    @Option(
            names = "--cpu",
            paramLabel = "N",
            description = "Processors of a replica. Default: as many as were measured.")
    private @Nullable String cpu;

    @Option(
            names = "--min-replicas",
            paramLabel = "N",
            description = "The least number of replicas. Default: 2.")
    private @Nullable String minReplicas;

    @Option(
            names = "--max-replicas",
            paramLabel = "N",
            description = "The greatest number. Default: what twice the rate needs.")
    private @Nullable String maxReplicas;

    List<NamedText> rates() {
        return named("--rate", rates);
    }

    List<NamedText> targets() {
        return named("--p99", targets);
    }

    /// The numbers have `=` themselves: a name is only before the first of them.
    List<NamedText> measured() {
        return measured.stream()
                .map(
                        text ->
                                NUMBERS.matcher(text).lookingAt()
                                        ? NamedText.unnamed("--measured", text)
                                        : NamedText.parse("--measured", text))
                .toList();
    }

    double headroom() {
        return NamedText.unnamed("--headroom", headroom).ratio();
    }

    @Nullable Long memoryBytes() {
        return memory == null ? null : NamedText.unnamed("--memory", memory).bytes();
    }

    OptionalInt modelCopies() {
        return count("--model-copies", modelCopies);
    }

    OptionalInt cpu() {
        return count("--cpu", cpu);
    }

    OptionalInt minReplicas() {
        return count("--min-replicas", minReplicas);
    }

    OptionalInt maxReplicas() {
        return count("--max-replicas", maxReplicas);
    }

    private static OptionalInt count(String option, @Nullable String text) {
        return text == null
                ? OptionalInt.empty()
                : OptionalInt.of(NamedText.unnamed(option, text).countFromOne());
    }

    private static List<NamedText> named(String option, List<String> texts) {
        return texts.stream().map(text -> NamedText.parse(option, text)).toList();
    }
}
