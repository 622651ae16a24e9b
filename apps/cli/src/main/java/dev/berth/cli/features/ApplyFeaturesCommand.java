package dev.berth.cli.features;

import dev.berth.catalog.feature.FeatureVersions;
import dev.berth.catalog.feature.ViewVersion;
import dev.berth.catalog.publication.Difference;
import dev.berth.cli.console.ProblemReport;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.console.VersionText;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.ValidationError;
import dev.berth.protocol.json.JsonValues;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Command `berth features apply`: publishes versions of views.
@Command(
        name = "apply",
        description = {
            "Publishes the unpublished versions of views.",
            "",
            "Tries each first, over no events and over the first thousand of its source, and "
                    + "publishes none that cannot be computed.",
            "",
            "Writes features/published/VIEW@VERSION.yaml for each, to be committed with the other "
                    + "files. From then on the definition of the version is fixed: a change needs "
                    + "another version.",
            ""
        },
        footer = {
            "  berth features apply examples/flights --dry-run",
            "  berth features apply my-system"
        })
public final class ApplyFeaturesCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "DIR", description = "The system's directory.")
    private Path directory = Path.of("");

    @Option(names = "--dry-run", description = "Print the changes without making them.")
    private boolean isDryRun;

    @Option(
            names = "--without-data",
            description =
                    "Publish even if a source cannot be read here: its columns are assumed to be "
                            + "as declared.")
    private boolean isWithoutData;

    @Option(names = "--json", description = "Print the changes as JSON.")
    private boolean json;

    public ApplyFeaturesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        FeatureCommandContext system = FeatureCommandContext.readAnyhow(directory);
        FeatureVersions versions = system.versions();
        List<ViewVersion> plan = versions.plan();
        List<ValidationError> errors = new ArrayList<>(versions.errors());
        if (errors.isEmpty()) {
            errors.addAll(untenable(system, plan));
        }
        if (!isDryRun && errors.isEmpty()) {
            plan = versions.apply(Instant.now(), VersionText.berth());
        }
        if (json) {
            terminal.out().println(JsonValues.text(plan.stream().map(this::plain).toList()));
        } else {
            boolean isRefused = !errors.isEmpty();
            plan.forEach(version -> print(version, versions, isRefused));
            int others = system.features().versions().size() - plan.size();
            terminal.out().println(count(others) + (plan.isEmpty() ? ", nothing to do" : ""));
        }
        for (ValidationError error : errors) {
            terminal.say(error.toString());
        }
        if (!errors.isEmpty()) {
            terminal.say("nothing is published while there are errors in features/");
        }
        return errors.isEmpty() ? 0 : ProblemReport.STATUS_FAILED;
    }

    /// Errors of versions that would be published but cannot be computed.
    private List<ValidationError> untenable(FeatureCommandContext system, List<ViewVersion> plan) {
        List<ViewReference> views =
                plan.stream()
                        .filter(version -> version.state() == ViewVersion.State.UNPUBLISHED)
                        .map(ViewVersion::view)
                        .toList();
        ViewTrials trials =
                ViewTrials.run(
                        system,
                        views,
                        isWithoutData ? ViewTrials.Extent.DESCRIPTION : ViewTrials.Extent.SAMPLE);
        List<ValidationError> errors = new ArrayList<>(trials.errors());
        for (ValidationError unread : trials.unread()) {
            errors.add(
                    new ValidationError(
                            unread.location(),
                            unread.pointer(),
                            unread.found(),
                            "some events to try the view on",
                            unread.remedy()
                                    + ", or publish with --without-data what cannot be read"
                                    + " here"));
        }
        return errors;
    }

    private void print(ViewVersion version, FeatureVersions versions, boolean isRefused) {
        terminal.out()
                .println(
                        mark(version) + " " + version.view() + ": " + sentence(version, isRefused));
        for (Difference difference : version.differences()) {
            terminal.out().println("    " + difference);
        }
        if (version.state() == ViewVersion.State.UNPUBLISHED && !isRefused) {
            terminal.out()
                    .println(
                            "    "
                                    + versions.file(version.view())
                                    + ", digest "
                                    + version.digest().hex().substring(0, 12));
        }
    }

    private static String mark(ViewVersion version) {
        return switch (version.state()) {
            case UNPUBLISHED -> "+";
            case METADATA_CHANGED -> "~";
            case CONFLICTING -> "!";
            case PUBLISHED, ORPHANED, RETIRED -> " ";
        };
    }

    private String sentence(ViewVersion version, boolean isRefused) {
        return switch (version.state()) {
            case UNPUBLISHED ->
                    isRefused ? "not published" : isDryRun ? "would be published" : "published";
            case METADATA_CHANGED ->
                    (isRefused
                                    ? "metadata not updated"
                                    : isDryRun ? "metadata would be updated" : "metadata updated")
                            + ", with the same values";
            case CONFLICTING -> "refused, as it is published with other values";
            case PUBLISHED, ORPHANED, RETIRED -> "as it was";
        };
    }

    private static String count(int others) {
        return others + (others == 1 ? " version as it was" : " versions as they were");
    }

    private Map<String, @Nullable Object> plain(ViewVersion version) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("view", version.view().toString());
        plain.put("state", ListFeaturesCommand.word(version.state()));
        plain.put("digest", version.digest().hex());
        plain.put("differences", version.differences().stream().map(Difference::toString).toList());
        return plain;
    }
}
