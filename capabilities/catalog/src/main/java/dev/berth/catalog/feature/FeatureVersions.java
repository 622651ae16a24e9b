package dev.berth.catalog.feature;

import dev.berth.catalog.publication.CanonicalText;
import dev.berth.catalog.publication.ColumnsRead;
import dev.berth.catalog.publication.PublicationWriter;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.ShellWord;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.Publication;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.ValidationError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Publisher of versions of views, which also retires them: writes
/// `features/published/<view>@<version>.yaml`.
///
/// Each file is written beside and moved into place, so that it is there whole or not at all; an
/// interrupted caller calls again, and what is done stays done.
public final class FeatureVersions {
    private final Path directory;
    private final CatalogSnapshot snapshot;
    private final List<ViewVersion> versions;
    private final FeatureDefinitions features;

    private FeatureVersions(Path directory, CatalogSnapshot snapshot) {
        this.directory = directory;
        this.snapshot = snapshot;
        Features read = snapshot.part(Features.class);
        this.versions = read.versions();
        this.features = read.definitions();
    }

    /// Those of a system as it was read.
    ///
    /// @param directory of the system
    public static FeatureVersions of(Path directory, CatalogSnapshot snapshot) {
        return new FeatureVersions(directory, snapshot);
    }

    /// Changes that [#apply] would make: versions to be published, and published ones whose
    /// descriptive texts have changed. Changed ones, which it refuses, are among them.
    public List<ViewVersion> plan() {
        return versions.stream()
                .filter(
                        version ->
                                switch (version.state()) {
                                    case UNPUBLISHED, METADATA_CHANGED, CONFLICTING -> true;
                                    case PUBLISHED, ORPHANED, RETIRED -> false;
                                })
                .toList();
    }

    /// The errors in `features/`, for which nothing is published or retired.
    public List<ValidationError> errors() {
        Path folder = directory.resolve(FeaturesPart.FOLDER);
        return snapshot.errors().stream()
                .filter(error -> error.location().file().startsWith(folder))
                .toList();
    }

    /// Carries out the plan.
    ///
    /// @param now when it is published
    /// @param berth the version of Berth that does it
    /// @return what was written
    /// @throws ProblemException `feature-definition-invalid` if there is an error in a description,
    ///   and nothing is written then
    public List<ViewVersion> apply(Instant now, String berth) throws IOException {
        requireSound();
        List<ViewVersion> written = new ArrayList<>();
        for (ViewVersion version : plan()) {
            Publication publication =
                    features.findPublication(version.view())
                            .orElseGet(
                                    () ->
                                            new Publication(
                                                    version.view(),
                                                    version.digest(),
                                                    now.truncatedTo(ChronoUnit.SECONDS),
                                                    berth,
                                                    Optional.empty(),
                                                    Optional.empty()));
            write(file(version.view()), PublicationWriter.of(publication, body(version.view())));
            written.add(version);
        }
        return written;
    }

    /// Ceases to serve a version, whose number is taken for good. Errors elsewhere do not matter:
    /// to retire a version may be what mends them.
    ///
    /// @param users that need it, in words; it is refused if there are any
    /// @throws ProblemException `feature-definition-invalid` if it is described, needed, or not
    ///   published
    public void retire(ViewReference view, List<String> users, Instant now) throws IOException {
        ViewVersion version = require(view);
        switch (version.state()) {
            case RETIRED -> {
                return;
            }
            case UNPUBLISHED ->
                    throw new ProblemException(
                            ProblemCode.FEATURE_DEFINITION_INVALID,
                            view + " is not published (expected: a published version)",
                            "remove it from features/, and it is gone");
            case PUBLISHED, METADATA_CHANGED, CONFLICTING ->
                    throw new ProblemException(
                            ProblemCode.FEATURE_DEFINITION_INVALID,
                            view
                                    + " is described in "
                                    + location(view)
                                    + " (expected: that it is described no more)",
                            "remove it there, or raise its version, and retire it then");
            case ORPHANED -> {
                // Goes on below.
            }
        }
        if (!users.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.FEATURE_DEFINITION_INVALID,
                    view + " is needed by " + String.join(", ", users) + " (expected: by nothing)",
                    "remove these, or let them read another version, and retire it then");
        }
        Path file = file(view);
        write(
                file,
                PublicationWriter.retired(
                        Files.readString(file), now.truncatedTo(ChronoUnit.SECONDS)));
    }

    /// A version that is described or published.
    ///
    /// @throws ProblemException `feature-not-found` if there is none
    public ViewVersion require(ViewReference view) {
        List<String> known = versions.stream().map(each -> each.view().toString()).toList();
        return versions.stream()
                .filter(each -> each.view().equals(view))
                .findFirst()
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        ProblemCode.FEATURE_NOT_FOUND,
                                        "no view '"
                                                + view
                                                + "'"
                                                + NearestName.hint(view.toString(), known),
                                        "name one of " + String.join(", ", known)));
    }

    /// Where a publication lies, or would lie.
    public Path file(ViewReference view) {
        return directory
                .resolve(FeaturesPart.FOLDER)
                .resolve(FeaturesReader.PUBLISHED)
                .resolve(view + ".yaml");
    }

    /// What decides the values of a view that is served, as text.
    public CanonicalText canonicalText(ViewReference view) {
        return features.findView(view)
                .map(found -> CanonicalText.of(found, source(found), features::entity))
                .orElseGet(() -> CanonicalText.of(features.findOnDemand(view).orElseThrow()));
    }

    private void requireSound() {
        List<ValidationError> errors = errors();
        if (!errors.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.FEATURE_DEFINITION_INVALID,
                    errors.getFirst().toString(),
                    "`berth check " + ShellWord.of(directory) + "` tells everything");
        }
    }

    private String location(ViewReference view) {
        return features.findView(view)
                .map(FeatureView::location)
                .orElseGet(() -> features.findOnDemand(view).orElseThrow().location())
                .toString();
    }

    private String body(ViewReference view) {
        return features.findView(view)
                .map(found -> PublicationWriter.body(found, source(found), features::entity))
                .orElseGet(() -> PublicationWriter.body(features.findOnDemand(view).orElseThrow()));
    }

    private EventSource source(FeatureView view) {
        EventSource source = features.sourceOf(view);
        return features.publications().containsKey(view.reference())
                ? source
                : ColumnsRead.of(view, source);
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Path beside = file.resolveSibling("." + file.getFileName() + ".new");
        try (var channel =
                FileChannel.open(
                        beside,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            var buffer = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(
                beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
